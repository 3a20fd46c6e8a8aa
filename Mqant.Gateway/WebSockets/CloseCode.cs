namespace Mqant.Gateway.WebSockets;

/// <summary>Why a WebSocket closes (RFC 6455 section 7.4.1), as far as something here decides it. Peers have others.</summary>
internal enum CloseCode : ushort
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>Nothing is left to say.</summary>
    Normal = 1000,

    /// <summary>The peer broke the rules.</summary>
    ProtocolError = 1002,

    /// <summary>The peer sent text, where only bytes are understood.</summary>
    Unsupported = 1003,

    /// <summary>What should be text is none.</summary>
    Invalid = 1007,
}
