using System.Net;

namespace Mqant.Bench.Servers;

/// <summary>Servers that are measured together: one address to talk to, and the processes whose CPU counts.</summary>
internal sealed class ServerGroup : IAsyncDisposable
{
    private readonly List<ServerProcess> _counted = [];
    private readonly Stack<ServerProcess> _started = new();

    internal IPEndPoint EndPoint { get; set; } = new(IPAddress.Loopback, 0);

    internal TimeSpan CpuTime => _counted.Aggregate(TimeSpan.Zero, (sum, process) => sum + process.CpuTime);

    internal long ResidentBytes => _counted.Sum(process => process.ResidentBytes);

    internal RuntimeCounts RuntimeCounts => _counted.Aggregate(default(RuntimeCounts), (sum, process) => sum + process.RuntimeCounts);

    /// <summary>How the rooms ticked since this was asked last; null where more than one process serves.</summary>
    internal TickTimes? TakeTicks() => _counted is [var only] ? only.TakeTicks() : null;

    /// <summary>What each process took of the machine since this was asked last, the uncounted too.</summary>
    internal IReadOnlyList<ServerUse> TakeUse() => [.. _started.Reverse().Select(process => process.TakeUse())];

    internal ServerProcess Add(ServerProcess process, bool isCounted = true)
    {
        _started.Push(process);
        if (isCounted)
        {
            _counted.Add(process);
        }

        return process;
    }

    /// <summary>Ends all processes, the last started first.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var process))
        {
            await process.DisposeAsync();
        }
    }
}
