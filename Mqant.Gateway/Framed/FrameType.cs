namespace Mqant.Gateway.Framed;

/// <summary>The byte after a frame's length. Values never change.</summary>
internal enum FrameType : byte
{
    /// <summary>The client introduces itself.</summary>
    Hello = 1,

    /// <summary>The gateway lets it in.</summary>
    Welcome = 2,

    /// <summary>A request from the client; a reply or a push to it.</summary>
    Message = 3,

    /// <summary>The client shows that it is alive.</summary>
    Ping = 4,

    /// <summary>The answer to that.</summary>
    Pong = 5,

    /// <summary>The connection ends; the body says why.</summary>
    Bye = 6,
}
