namespace Mqant;

/// <summary>What serves the sockets of a process.</summary>
public enum SocketTransport
{
    /// <summary>On Linux Mqant's own, by which one thread waits, reads, runs and sends while there is little to do; elsewhere as <see cref="Sockets"/>.</summary>
    Loop,

    /// <summary>.NET's, as Kestrel and Orleans use them.</summary>
    Sockets,
}
