namespace Mqant.Gateway.Mqtt;

/// <summary>What became of a PUBLISH that arrived.</summary>
internal enum Arrival
{
    /// <summary>It is to be handled.</summary>
    New,

    /// <summary>It came before: it is handled or being handled, and there is nothing left to do.</summary>
    Repeated,

    /// <summary>The client has more on its way than it may.</summary>
    TooMany,
}
