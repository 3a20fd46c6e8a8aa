using Microsoft.Extensions.DependencyInjection;
using Mqant.Tests.Core.Modules;
using Mqant.Tests.Rooms;
using Orleans.Runtime;
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

    [Theory]
    [InlineData(SessionEndReason.GatewayLost, SessionEndReason.GatewayLost)]
    [InlineData(SessionEndReason.GatewayLost, SessionEndReason.ConnectionLost)]
    [InlineData(SessionEndReason.ConnectionLost, SessionEndReason.GatewayLost)]
    public async Task Watch_EndIsReportedByTheSiloAndByTheGateway_IsToldOnce(SessionEndReason first, SessionEndReason second)
    {
        var session = new CapturingGateway(core.Grains).CreateSession(id: 2);
        var grain = core.Grains.GetGrain<IProbe>($"watch-once-{first}-{second}");
        await grain.KeepAsync(session);
        var watch = core.Grains.GetSessionWatch(grain.GetGrainId());

        await watch.SessionEndedAsync(session.Ref, first);
        await watch.SessionEndedAsync(session.Ref, second);
        Assert.Equal([$"{first}"], await grain.EndedAsync());

        // The next watch is told again.
        await grain.KeepAsync(session);
        await watch.SessionEndedAsync(session.Ref, second);
        Assert.Equal([$"{first}", $"{second}"], await grain.EndedAsync());
    }

    [Fact]
    public async Task Watch_RenewedBeforeTheEnd_IsToldOnce()
    {
        var session = new CapturingGateway(core.Grains).CreateSession(id: 3);
        var grain = core.Grains.GetGrain<IProbe>("watch-renewed");
        await grain.KeepAsync(session);
        await grain.KeepAsync(session);
        var watch = core.Grains.GetSessionWatch(grain.GetGrainId());

        await watch.SessionEndedAsync(session.Ref, SessionEndReason.GatewayLost);
        await watch.SessionEndedAsync(session.Ref, SessionEndReason.Draining);

        Assert.Equal(["GatewayLost"], await grain.EndedAsync());
    }

    [Fact]
    public async Task Watch_ByAGrainThatMovedAway_IsNotToldToItsNextActivation()
    {
        var session = new CapturingGateway(core.Grains).CreateSession(id: 4);
        var grain = core.Grains.GetGrain<IProbe>("watch-moved");
        await grain.KeepAsync(session);
        await core.DeactivateAsync(grain);

        await core.Grains.GetSessionWatch(grain.GetGrainId()).SessionEndedAsync(session.Ref, SessionEndReason.GatewayLost);

        Assert.Empty(await grain.EndedAsync());
    }

    [Fact]
    public async Task Watch_OfASessionWhoseGatewayIsDead_IsToldOnceForEachWatch()
    {
        var own = core.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        var dead = SiloAddress.New(own.Endpoint, own.Generation - 1);
        var session = new SessionRef(new GatewayAddress(core.Grains.CreateObjectReference<IGatewayObserver>(core.Receiver), dead), 1, 0);
        var grain = core.Grains.GetGrain<IProbe>("watch-dead");
        var lane = core.Lanes.Get(session.Gateway);
        await core.UntilAsync(() => Task.FromResult(lane.IsDead));

        for (var i = 1; i <= 2; i++)
        {
            await grain.KeepAsync(CapturingGateway.CreateSession(session));
            await core.UntilAsync(async () => (await grain.EndedAsync()).Length == i);
        }

        Assert.Equal(["GatewayLost", "GatewayLost"], await grain.EndedAsync());
    }

    private static bool IsWatch(LaneBatch batch, bool on) => batch.Items.OfType<WatchItem>().Any(w => w.On == on);
}
