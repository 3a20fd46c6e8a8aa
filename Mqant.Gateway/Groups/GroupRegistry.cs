using System.Collections.Concurrent;
using Mqant.Gateway.Calls;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Telemetry;

namespace Mqant.Gateway.Groups;

/// <summary>The groups that sessions of this gateway are in.</summary>
internal sealed class GroupRegistry
{
    private readonly ConcurrentDictionary<string, LocalGroup> _groups = new(StringComparer.Ordinal);
    private readonly IGrainFactory _grains;
    private readonly BackgroundCalls _calls;

    public GroupRegistry(IGrainFactory grains, BackgroundCalls calls, GatewayMetrics metrics)
    {
        _grains = grains;
        _calls = calls;
        metrics.Groups = () => _groups.Count;
    }

    public IEnumerable<LocalGroup> All => _groups.Select(static group => group.Value);

    public LocalGroup? Find(string name) => _groups.GetValueOrDefault(name);

    /// <summary>Adds a session under a binding that is valid or may become so; one that is gone, or that comes to nothing, does not stay.</summary>
    public void Join(string name, ClientSession session, uint epoch)
    {
        LocalGroup group;
        do
        {
            group = _groups.GetOrAdd(name, static (name, registry) => new LocalGroup(name, registry), this);
        }
        while (!group.TryAdd(session, epoch));

        if (!session.TryEnter(group, epoch))
        {
            Leave(group, session, epoch);
            return;
        }

        session.WhenDecided(epoch, () =>
        {
            if (!session.IsBound(epoch))
            {
                session.Leave(group, epoch);
                Leave(group, session, epoch);
            }
        });
    }

    /// <summary>Takes a session out, under whatever binding it joined.</summary>
    public void Leave(string name, ClientSession session)
    {
        if (Find(name) is { } group)
        {
            session.Leave(group);
            Leave(group, session);
        }
    }

    /// <summary>Takes a session out that has forgotten the group already.</summary>
    public void Leave(LocalGroup group, ClientSession session, uint? epoch = null)
    {
        group.Remove(session.Number, epoch);
        if (group.TryClose() && _groups.TryRemove(KeyValuePair.Create(group.Name, group)))
        {
            ReportEmpty(group.Name, session.Snapshot.Gateway);
        }
    }

    /// <summary>Spares the group's grain a gateway without members.</summary>
    public void ReportEmpty(string name, GatewayAddress gateway) => _calls.Run(() => _grains.GetGrain<IGroupGrain>(name).EmptiedAsync(gateway));
}
