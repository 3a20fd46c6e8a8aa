using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core.Modules;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class DrainTests
{
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Drain_ClientsThatStay_AreServed_ThenClosedOneAfterAnother()
    {
        var time = new FakeTimeProvider();
        await using var core = await StartAsync(time);
        var clients = new List<TestClient>();
        for (var i = 0; i < 5; i++)
        {
            clients.Add(await core.ConnectAsync());
        }

        var drained = core.Drain.RunAsync(TestContext.Current.CancellationToken);
        foreach (var client in clients)
        {
            var push = await client.NextAsync();
            Assert.Equal(("Session/OnReconnect", "{\"reason\":\"draining\"}"), (push.Topic, push.Body));
        }

        var refused = await Assert.ThrowsAsync<SessionRefusedException>(() => core.ConnectAsync());
        Assert.Equal(SessionRefusal.Draining, refused.Refusal);
        time.Advance(Half);
        for (var left = clients.Count; left > 0; left--)
        {
            foreach (var client in clients)
            {
                Assert.Equal("\"stay\"", (await client.CallAsync("Probe@stay/HD_Key/1")).Result);
            }

            time.Advance(Half / 5);
            var closed = await Task.WhenAny(clients.Select(client => client.Closed));
            Assert.Equal(SessionEndReason.Draining, await closed);
            Assert.Equal(1, clients.RemoveAll(client => client.IsClosed));
        }

        await drained;
        Assert.Equal(0, core.Hub.Count);
    }

    [Fact]
    public async Task Drain_ClientsThatLeave_AreNotWaitedFor()
    {
        await using var core = await StartAsync(new FakeTimeProvider());
        var client = await core.ConnectAsync();
        var drained = core.Drain.RunAsync(TestContext.Current.CancellationToken);
        await client.NextAsync();

        await client.Session.LeaveAsync(SessionEndReason.ClientDisconnected);

        await drained.WithinDeadline("the end of a gateway without clients");
        Assert.False(client.IsClosed);
    }

    [Fact]
    public async Task Drain_WithoutClients_EndsAtOnce()
    {
        await using var core = await StartAsync(new FakeTimeProvider());

        Assert.True(core.Drain.RunAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Drain_CutShort_ClosesAllAtOnce(bool byCancellation)
    {
        await using var core = await StartAsync(new FakeTimeProvider());
        var idle = await core.ConnectAsync();
        var busy = await core.ConnectAsync();
        busy.Send(("Probe@short/HD_Block/1", "{\"Name\":\"short\"}"));
        using var cancellation = new CancellationTokenSource();
        var drained = core.Drain.RunAsync(cancellation.Token);

        if (byCancellation)
        {
            await cancellation.CancelAsync();
        }
        else
        {
            core.Drain.End();
        }

        await drained.WithinDeadline("the end of a gateway that nobody waits for");
        Assert.Equal(SessionEndReason.Draining, await idle.Closed);
        Assert.Equal(SessionEndReason.Draining, await busy.Closed);
        await core.Grains.GetGrain<IProbe>("short").ReleaseAsync(new ProbeRequest { Name = "short" });
    }

    [Fact]
    public async Task Drain_CallsInFlight_AreAnsweredBeforeTheirSessionsEnd()
    {
        var time = new FakeTimeProvider();
        await using var core = await StartAsync(time);
        TestClient[] clients = [await core.ConnectAsync(), await core.ConnectAsync()];
        foreach (var client in clients)
        {
            client.OnReply = _ => Assert.False(client.IsClosed);
            client.Send(("Probe@drain/HD_Block/1", "{\"Name\":\"drain\",\"Value\":\"still\"}"));
        }

        var drained = core.Drain.RunAsync(TestContext.Current.CancellationToken);
        time.Advance(Half);
        time.Advance(Half / 2);
        await core.Grains.GetGrain<IProbe>("drain").ReleaseAsync(new ProbeRequest { Name = "drain" });

        foreach (var client in clients)
        {
            Assert.Equal("Session/OnReconnect", (await client.NextAsync()).Topic);
            Assert.Equal("\"released still\"", (await client.NextAsync()).Result);
        }

        Assert.Equal(SessionEndReason.Draining, await await Task.WhenAny(clients[0].Closed, clients[1].Closed));
        time.Advance(Half / 2);
        await drained.WithinDeadline("the end");
    }

    [Fact]
    public async Task Drain_WhatArrivedAsTheIdleClientIsClosed_IsAnswered()
    {
        var time = new FakeTimeProvider();
        await using var core = await StartAsync(time);
        var client = await core.ConnectAsync();
        client.ReadsOn = true;
        var drained = core.Drain.RunAsync(TestContext.Current.CancellationToken);
        await client.NextAsync();
        time.Advance(Half);
        time.Advance(Half);
        await client.Closed;

        Assert.Equal("\"late\"", (await client.CallAsync("Probe@late/HD_Key/1")).Result);
        await client.Session.LeaveAsync(SessionEndReason.Draining);

        await drained.WithinDeadline("the end");
    }

    [Fact]
    public async Task Drain_ConnectionThatNeverEnds_IsWaitedForAsLongAsOneCallMayTake()
    {
        var time = new FakeTimeProvider();
        await using var core = await StartAsync(time);
        var client = await core.ConnectAsync();
        client.ReadsOn = true;
        var drained = core.Drain.RunAsync(TestContext.Current.CancellationToken);
        await client.NextAsync();
        time.Advance(Half);
        time.Advance(Half);
        await client.Closed;

        await core.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(drained.IsCompleted);
        });

        Assert.Equal(0, core.Hub.Count);
    }

    [Fact]
    public async Task Stop_HasTheTimeThatClientsHaveToLeave()
    {
        await using var core = await StartAsync(new FakeTimeProvider());

        var limit = core.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;

        Assert.Equal(new HostOptions().ShutdownTimeout + TimeSpan.FromSeconds(10) + TimeSpan.FromMinutes(1), limit);
    }

    [Fact]
    public async Task Stop_CallInFlightOfAConnection_IsAnsweredBeforeTheGoodbye()
    {
        await using var game = await TestGame.StartAsync(o => o.AddModules(typeof(DrainTests).Assembly));
        await using var client = await game.ConnectAsync(options: ClientOptions.Version5);
        var call = client.CallAsync("Probe@goodbye/HD_Block", new { Name = "goodbye", Value = "still" });
        await client.CallAsync("Probe@goodbye2/HD_Key", "{}");

        // The kit's gateways ask their clients to go and close them at once.
        var stopped = game.Gateway.StopAsync();
        await client.PushAsync<object>("Session/OnReconnect");
        await game.Grains.GetGrain<IProbe>("goodbye").ReleaseAsync(new ProbeRequest { Name = "goodbye" });

        Assert.Equal("released still", (await call).Result.GetString());
        Assert.Equal(MqttClientDisconnectReason.ServerShuttingDown, (await client.WaitForDisconnectAsync()).Reason);
        await stopped;
    }

    private static Task<CoreFixture> StartAsync(TimeProvider time) => CoreFixture.StartAsync(o =>
    {
        o.Time = time;
        o.Settings["Mqant:Gateway:DrainTimeout"] = "00:00:10";
        o.Settings["Mqant:Gateway:CallTimeout"] = "00:01:00";
    });
}
