using Mqant.Bench.Load;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Workloads;

/// <summary>Servers that several workloads use one after the other, and which kinds of traffic they have already seen.</summary>
internal sealed class ServerPool(ServerStarter starter) : IAsyncDisposable
{
    private readonly Dictionary<(Topology Topology, int Idle), ServerGroup> _running = [];
    private readonly HashSet<(ServerGroup Group, Type Traffic)> _warm = [];

    internal async Task<ServerGroup> GetAsync(Contender contender, CancellationToken cancellationToken)
    {
        var key = Key(contender);
        if (!_running.TryGetValue(key, out var group))
        {
            group = await starter.StartAsync(contender.Topology, cancellationToken);
            _running.Add(key, group);
        }

        return group;
    }

    /// <summary>True the first time that a kind of traffic goes to a group.</summary>
    internal bool IsFirst(ServerGroup group, Traffic traffic) => _warm.Add((group, traffic.GetType()));

    /// <summary>Ends the servers that none of the contenders need: what runs costs CPU even when nobody asks it.</summary>
    internal async Task KeepOnlyAsync(IEnumerable<Contender> contenders)
    {
        var needed = contenders.Where(contender => !contender.NeedsFreshServers).Select(Key).ToHashSet();
        foreach (var key in _running.Keys.Where(key => !needed.Contains(key)).ToList())
        {
            await _running[key].DisposeAsync();
            _running.Remove(key);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var group in _running.Values)
        {
            await group.DisposeAsync();
        }

        _running.Clear();
    }

    private static (Topology Topology, int Idle) Key(Contender contender) => (contender.Topology, contender.Idle);
}
