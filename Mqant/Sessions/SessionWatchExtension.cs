using Orleans.Runtime;

namespace Mqant;

/// <summary>Passes reports on to the grain, each once: a report can come from the gateway and from the silo's own lane.</summary>
internal sealed class SessionWatchExtension(IGrainContextAccessor accessor, PushLanes lanes) : ISessionWatchExtension
{
    private readonly IGrainContext _grain = accessor.GrainContext;

    public async Task SessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        // After its gateway was lost there is no lane to forget the watcher in, and no second report either.
        var known = lanes.TryGet(session.Gateway, out var lane) ? lane!.Forget(session.Address, _grain.GrainId) : reason == SessionEndReason.GatewayLost;
        if (known && _grain.GrainInstance is ISessionWatcher watcher)
        {
            await watcher.OnSessionEndedAsync(session, reason);
        }
    }
}
