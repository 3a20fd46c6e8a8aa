using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Core.Modules;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Clients that go while their requests wait.</summary>
public sealed class LeaveTests
{
    private const int InFlight = 20;
    private const int Waiting = 10;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(SessionEndReason.ClientDisconnected)]
    [InlineData(SessionEndReason.ConnectionLost)]
    [InlineData(SessionEndReason.KeepAliveTimeout)]
    public async Task Leave_WhatWasSent_IsHandledBeforeTheSessionEnds(SessionEndReason reason)
    {
        await using var core = await StartAsync(new FakeTimeProvider());
        using var instruments = new Instruments(core.Services);
        var client = await SendAsync(core);

        var left = client.Session.LeaveAsync(reason);

        Assert.False(left.IsCompleted);
        Assert.True(await core.Sessions.IsConnectedAsync(client.Session.Snapshot.Ref));
        await ReleaseAsync(core);
        await left.WithinDeadline("the end of the session");
        Assert.Equal(InFlight + Waiting, await CountAnswersAsync(client));
        Assert.Equal(0, CountDropped(instruments));
        Assert.Equal(0, core.Hub.Count);
    }

    [Fact]
    public async Task Leave_AfterTheTimeOfOneCall_WhatStillWaitsIsDroppedAndCounted()
    {
        var time = new FakeTimeProvider();
        await using var core = await StartAsync(time);
        using var instruments = new Instruments(core.Services);
        var client = await SendAsync(core);

        var left = client.Session.LeaveAsync(SessionEndReason.ClientDisconnected);
        time.Advance(CallTimeout);

        await left.WithinDeadline("the end of the session");
        Assert.Equal(Waiting, CountDropped(instruments));
        client.Send(("Probe@leave/HD_Key/1", "{}"));
        Assert.Equal(Waiting + 1, CountDropped(instruments));
        await ReleaseAsync(core);
    }

    [Theory]
    [InlineData(SessionEndReason.TakenOver)]
    [InlineData(SessionEndReason.DuplicateLogin)]
    public async Task Leave_TheClientIsBackMeanwhile_WhatItSentBeforeIsHandled(SessionEndReason reason)
    {
        await using var core = await StartAsync(new FakeTimeProvider());
        var client = await SendAsync(core);
        var left = client.Session.LeaveAsync(SessionEndReason.ClientDisconnected);

        client.Session.End(reason);

        Assert.False(left.IsCompleted);
        await ReleaseAsync(core);
        await left.WithinDeadline("the end of the session");
        Assert.Equal(InFlight + Waiting, await CountAnswersAsync(client));
    }

    [Fact]
    public async Task Leave_TheUserIsBackMeanwhile_IsLetInWhereASecondLoginIsRejected()
    {
        await using var core = await CoreFixture.StartAsync(o =>
        {
            o.Time = new FakeTimeProvider();
            o.Settings["Mqant:Gateway:CallTimeout"] = CallTimeout.ToString();
            o.Settings["Mqant:Users:DuplicateLogin"] = nameof(DuplicateLoginPolicy.RejectNew);
        });
        var gone = await SendAsync(core);
        await BindAsync(gone);
        var back = await core.ConnectAsync();
        Assert.Equal(GameErrors.AlreadyOnline, (await Assert.ThrowsAsync<GameException>(() => BindAsync(back))).Message);

        var left = gone.Session.LeaveAsync(SessionEndReason.ConnectionLost);
        await BindAsync(back);

        Assert.False(left.IsCompleted);
        await ReleaseAsync(core);
        await left.WithinDeadline("the end of the session");
        Assert.Equal(back.Session.Snapshot.Ref, Assert.Single((await core.Users.GetAsync("l-back")).Sessions).Session);
        Assert.False(back.IsClosed);

        async Task BindAsync(TestClient client)
        {
            await (await core.Sessions.FindAsync(client.Session.Snapshot.Ref))!.BindAsync("l-back");
            await core.StoredAsync(client);
        }
    }

    [Fact]
    public async Task Leave_KickedMeanwhile_EndsAtOnce()
    {
        await using var core = await StartAsync(new FakeTimeProvider());
        using var instruments = new Instruments(core.Services);
        var client = await SendAsync(core);
        var left = client.Session.LeaveAsync(SessionEndReason.ClientDisconnected);

        client.Session.End(SessionEndReason.Kicked);

        await left.WithinDeadline("the end of the session");
        Assert.Equal(Waiting, CountDropped(instruments));
        await ReleaseAsync(core);
    }

    [Fact]
    public async Task TakenOver_WhatWaits_IsDroppedAndCounted()
    {
        await using var core = await StartAsync(new FakeTimeProvider());
        using var instruments = new Instruments(core.Services);
        var client = await SendAsync(core);

        await client.Session.LeaveAsync(SessionEndReason.TakenOver).WithinDeadline("the end of the session");

        Assert.Equal(Waiting, CountDropped(instruments));
        await ReleaseAsync(core);
    }

    private static Task<CoreFixture> StartAsync(TimeProvider time) => CoreFixture.StartAsync(o =>
    {
        o.Time = time;
        o.Settings["Mqant:Gateway:CallTimeout"] = CallTimeout.ToString();
    });

    private static async Task<TestClient> SendAsync(CoreFixture core)
    {
        var client = await core.ConnectAsync();
        client.Send([.. Enumerable.Range(0, InFlight + Waiting).Select(i => ($"Probe@leave/HD_Block/{i}", $$"""{"Name":"{{NameOf(core)}}"}"""))]);
        return client;
    }

    private static async Task ReleaseAsync(CoreFixture core)
        => await core.Grains.GetGrain<IProbe>("leave").ReleaseAsync(new ProbeRequest { Name = NameOf(core) });

    // The gates of the probes are those of the process, which runs many games.
    private static string NameOf(CoreFixture core) => $"leave{core.GetHashCode()}";

    private static async Task<int> CountAnswersAsync(TestClient client)
    {
        var answers = 0;
        while (client.HasReceived)
        {
            Assert.Equal("", (await client.NextAsync()).Error);
            answers++;
        }

        return answers;
    }

    private static double CountDropped(Instruments instruments) => instruments.Read("mqant.gateway.requests.dropped");
}
