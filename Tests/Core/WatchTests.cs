using Mqant.Tests.Core.Modules;
using Mqant.Tests.Rooms;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class WatchTests(CoreFixture core)
{
    [Fact]
    public async Task Watch_ByAGrainThatIsDeactivated_EndsAtTheGatewayAndInTheSilo()
    {
        var gateway = new CapturingGateway(core.Grains);
        var session = gateway.CreateSession(id: 1);
        var grain = core.Grains.GetGrain<IProbe>("watch-deactivated");
        await grain.KeepAsync(session);
        await gateway.NextBatchAsync(b => IsWatch(b, on: true));

        await core.DeactivateAsync(grain);

        await gateway.NextBatchAsync(b => IsWatch(b, on: false));
        Assert.True(core.Lanes.TryGet(session.Ref.Gateway, out var lane));
        Assert.False(lane!.Forget(session.Ref.Address, grain.GetGrainId()));
    }

    [Fact]
    public async Task Watch_AgainByTheNextActivation_IsReported()
    {
        var client = await core.ConnectAsync();
        await client.CallAsync("Probe@watch-again/HD_Keep/1");
        await core.DeactivateAsync(core.Grains.GetGrain<IProbe>("watch-again"));
        await client.CallAsync("Probe@watch-again/HD_Keep/1");
        client.Session.End(SessionEndReason.KeepAliveTimeout);
        var other = await core.ConnectAsync();
        await core.UntilAsync(async () => (await other.CallAsync("Probe@watch-again/HD_Ended/1")).Result == "[\"KeepAliveTimeout\"]");
    }

    private static bool IsWatch(LaneBatch batch, bool on) => batch.Items.OfType<WatchItem>().Any(w => w.On == on);
}
