namespace Mqant.Gateway.WebSockets;

/// <summary>What a frame is (RFC 6455 section 5.2). Others are reserved.</summary>
internal enum Opcode : byte
{
    /// <summary>More of the message that has begun.</summary>
    Continuation = 0x0,

    /// <summary>A message of text, or its beginning.</summary>
    Text = 0x1,

    /// <summary>A message of bytes, or its beginning.</summary>
    Binary = 0x2,

    /// <summary>The last frame of whoever sends it.</summary>
    Close = 0x8,

    /// <summary>To be answered with its own payload.</summary>
    Ping = 0x9,

    /// <summary>The answer.</summary>
    Pong = 0xA,
}
