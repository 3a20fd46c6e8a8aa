using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The sessions that an activation watches. Passes reports on to the grain, one for each watch, whoever reports: the gateway, a silo's lane that gave the gateway up, or
/// both. Only the activation's own turns use it.
/// </summary>
internal sealed partial class SessionWatchExtension(IGrainContextAccessor accessor, PushLanes lanes, ILogger<SessionWatchExtension> logger) : ISessionWatchExtension
{
    private readonly IGrainContext _grain = accessor.GrainContext;
    private HashSet<SessionRef>? _watched;

    public async Task SessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        if (lanes.TryGet(session.Gateway, out var lane))
        {
            lane!.Forget(session.Address, _grain.GrainId);
        }

        if (!Remove(session))
        {
            return;
        }

        try
        {
            await ((ISessionWatcher)_grain.GrainInstance!).OnSessionEndedAsync(session, reason);
        }
        catch (Exception exception)
        {
            // Whoever reported has done so, and would log it far from the grain.
            Log.WatcherFailed(logger, _grain.GrainId, session, exception);
        }
    }

    /// <summary>Remembers a session that is watched from now on.</summary>
    public void Add(SessionRef session) => (_watched ??= []).Add(session);

    /// <summary>Forgets a session that is watched no longer; false when it was not known (any more).</summary>
    public bool Remove(SessionRef session)
    {
        if (_watched is not { } watched || !watched.Remove(session))
        {
            return false;
        }

        if (watched.Count == 0)
        {
            _watched = null;
        }

        return true;
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

    private static partial class Log
    {
        [LoggerMessage(1701, LogLevel.Error, "Grain {Grain} failed when it was told that session {Session} is gone.")]
        public static partial void WatcherFailed(ILogger logger, GrainId grain, SessionRef session, Exception exception);
    }
}
