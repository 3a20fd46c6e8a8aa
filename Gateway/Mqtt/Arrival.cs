namespace Mqant.Gateway.Mqtt;

/// <summary>What became of a PUBLISH that arrived.</summary>
internal enum Arrival
{
    /// <summary>It is to be handled.</summary>
    New,

    /// <summary>It is being handled already; the answer comes with the outcome.</summary>
    InProgress,

    /// <summary>It was handled; only the PUBREC is to be repeated.</summary>
    Handled,

    /// <summary>The client has more on its way than it may.</summary>
    TooMany,
}
