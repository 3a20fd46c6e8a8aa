using Orleans.Runtime;

namespace Mqant;

/// <summary>Passes reports on to the grain, each once: a report can come from the gateway and from the silo's own lane.</summary>
internal sealed class SessionWatchExtension(IGrainContextAccessor accessor, PushLanes lanes) : ISessionWatchExtension
{
    private readonly IGrainContext _grain = accessor.GrainContext;

    public async Task SessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        // A lane forgets all watchers when it reports that its gateway is lost, so there is no second report either.
        var known = reason == SessionEndReason.GatewayLost
            || (lanes.TryGet(session.Gateway, out var lane) && lane!.Forget(session.Address, _grain.GrainId));
        if (known && _grain.GrainInstance is ISessionWatcher watcher)
        {
            await watcher.OnSessionEndedAsync(session, reason);
        }
    }
}
