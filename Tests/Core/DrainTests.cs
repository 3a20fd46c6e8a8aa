using Mqant.Gateway.Sessions;
using Mqant.Tests.Core.Modules;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class DrainTests
{
    [Fact]
    public async Task Drain_CallInFlight_IsAnsweredBeforeTheSessionEnds()
    {
        await using var core = new CoreFixture();
        await core.InitializeAsync();
        var idle = await core.ConnectAsync();
        var busy = await core.ConnectAsync();
        busy.Send(("Probe@drain/HD_Block/1", "{\"Name\":\"drain\",\"Value\":\"still\"}"));

        var drained = core.Hub.DrainAsync();
        Assert.Equal("Session/OnReconnect", (await idle.NextAsync()).Topic);
        Assert.Equal(SessionEndReason.Draining, await idle.Closed);
        Assert.Equal("{\"reason\":\"draining\"}", (await busy.NextAsync()).Body);
        Assert.False(busy.IsClosed);
        var refused = await Assert.ThrowsAsync<SessionRefusedException>(() => core.ConnectAsync());
        Assert.Equal(SessionRefusal.Draining, refused.Refusal);

        await core.Grains.GetGrain<IProbe>("drain").ReleaseAsync(new ProbeRequest { Name = "drain" });
        Assert.Equal("\"released still\"", (await busy.NextAsync()).Result);
        Assert.Equal(SessionEndReason.Draining, await busy.Closed);
        await drained;
        Assert.Equal(0, core.Hub.Count);
    }
}
