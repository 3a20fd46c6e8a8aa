using System.Net;

namespace Mqant.Bench.Load;

/// <summary>What one run of a traffic is made against, and for how long.</summary>
internal sealed record LoadContext
{
    internal required EventLoop Loop { get; init; }

    internal required IPEndPoint Server { get; init; }

    /// <summary>Whether the server only returns what it gets.</summary>
    internal bool IsEcho { get; init; }

    /// <summary>Whether clients come by WebSocket.</summary>
    internal bool IsWebSocket { get; init; }

    /// <summary>A word that no other run uses, in client ids, user names and room names.</summary>
    internal required string Tag { get; init; }

    internal required TimeSpan WarmUp { get; init; }

    internal required TimeSpan Duration { get; init; }

    /// <summary>CPU time that the servers have used so far; nothing when they belong to somebody else.</summary>
    internal Func<TimeSpan> ServerCpu { get; init; } = () => TimeSpan.Zero;

    /// <summary>Memory that the servers hold now, in bytes.</summary>
    internal Func<long> ServerMemory { get; init; } = () => 0;

    /// <summary>Bytes that the servers have allocated so far.</summary>
    internal Func<long> ServerAllocations { get; init; } = () => 0;

    internal string? ClientId(int index) => IsEcho ? null : $"bench-{Tag}-{index}";
}
