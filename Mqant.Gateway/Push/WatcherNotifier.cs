using Mqant.Gateway.Calls;
using Orleans.Runtime;

namespace Mqant.Gateway.Push;

/// <summary>Tells grains that sessions they watch are gone.</summary>
internal sealed class WatcherNotifier(IGrainFactory grains, BackgroundCalls calls)
{
    public void Notify(GatewayAddress gateway, (SessionAddress Session, GrainId Grain)[] watchers, SessionEndReason reason)
    {
        foreach (var (session, grain) in watchers)
        {
            calls.Run(() => grains.GetSessionWatch(grain).SessionEndedAsync(new SessionRef(gateway, session), reason));
        }
    }
}
