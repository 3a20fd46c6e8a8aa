using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The sessions that an activation watches. Passes reports on to the grain, each once: a report can come from the gateway and from the silo's own lane.
/// Only the activation's own turns use it.
/// </summary>
internal sealed class SessionWatchExtension(IGrainContextAccessor accessor, PushLanes lanes) : ISessionWatchExtension
{
    private readonly IGrainContext _grain = accessor.GrainContext;
    private HashSet<SessionRef>? _watched;

    public async Task SessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        // A lane forgets all watchers when it reports that its gateway is lost, so there is no second report either.
        var known = reason == SessionEndReason.GatewayLost
            || (lanes.TryGet(session.Gateway, out var lane) && lane!.Forget(session.Address, _grain.GrainId));
        Remove(session);
        if (known && _grain.GrainInstance is ISessionWatcher watcher)
        {
            await watcher.OnSessionEndedAsync(session, reason);
        }
    }

    /// <summary>Remembers a session that is watched from now on.</summary>
    public void Add(SessionRef session) => (_watched ??= []).Add(session);

    /// <summary>Forgets a session that is watched no longer.</summary>
    public void Remove(SessionRef session)
    {
        if (_watched is { } watched && watched.Remove(session) && watched.Count == 0)
        {
            _watched = null;
        }
    }

    /// <summary>
    /// Ends watching of everything, and completes when the gateways have heard of it or are lost: it must not overtake what the next activation asks for.
    /// </summary>
    public Task UnwatchAllAsync()
    {
        if (_watched is not { } watched)
        {
            return Task.CompletedTask;
        }

        _watched = null;
        var told = new HashSet<PushLane>();
        foreach (var session in watched)
        {
            if (lanes.TryGet(session.Gateway, out var lane) && lane!.Unwatch(session.Address, _grain.GrainId))
            {
                told.Add(lane);
            }
        }

        return Task.WhenAll(told.Select(lane => lane.FlushAsync()));
    }
}
