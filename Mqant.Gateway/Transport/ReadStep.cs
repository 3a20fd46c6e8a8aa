namespace Mqant.Gateway.Transport;

/// <summary>What the connection does after a protocol looked at what has been received.</summary>
public enum ReadStep
{
    /// <summary>What is left is no complete packet: read more.</summary>
    ReadMore,

    /// <summary>The client sent more than may be handled now: go on with what is left when there is room.</summary>
    Pause,

    /// <summary>The client introduced itself: open its session, then go on with what is left.</summary>
    Open,

    /// <summary>The connection ends; what is left is ignored.</summary>
    End,
}
