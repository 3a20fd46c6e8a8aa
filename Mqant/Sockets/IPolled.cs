namespace Mqant;

/// <summary>Something that a <see cref="SocketLoop"/> waits for.</summary>
internal interface IPolled
{
    /// <summary>
    /// The kernel said so to the loop. What is returned has something to be read: it is its <see cref="LoopConnection.Receive()"/> that is due, now or on another thread.
    /// May be told of what has happened to another that had the same place before.
    /// </summary>
    LoopConnection? OnReady(uint events);
}
