using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Kit;

/// <summary>The kit with which users test their games.</summary>
public sealed class TestGameTests
{
    private static readonly ClientOptions Impatient = new() { Deadline = TimeSpan.FromSeconds(0.5) };

    [Fact]
    public async Task Push_IsTakenOnceAndInOrder()
    {
        await using var game = await TestGame.StartAsync();
        await using var alice = await game.ConnectAsync("alice");
        await alice.JoinAsync("lobby");

        await SayAsync(alice, "one");
        await SayAsync(alice, "two");
        await SayAsync(alice, "three");

        Assert.Equal("one", Message(await alice.PushAsync<JsonElement>("Chat/OnChat")));
        Assert.Equal("three", Message(await alice.PushAsync<JsonElement>("Chat/OnChat", push => Message(push) == "three")));
        Assert.Equal("two", Message(await alice.PushAsync<JsonElement>("Chat/OnChat")));
        await alice.ExpectNoPushAsync("Chat/OnChat", until: alice.JoinAsync("lobby"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => alice.ExpectNoPushAsync("Chat/OnChat", until: SayAsync(alice, "four")));
    }

    [Fact]
    public async Task Wait_ThatEndsInVain_SaysWhatDidArrive()
    {
        await using var game = await TestGame.StartAsync(o => o.AddModule<IAlarm>().Settings["Mqant:Gateway:CallTimeout"] = "00:00:02");
        await using var alice = await game.ConnectAsync("alice", options: Impatient);
        await alice.JoinAsync("lobby");
        await SayAsync(alice, "hello");

        var push = await Assert.ThrowsAsync<TimeoutException>(() => alice.PushAsync<JsonElement>("Chat/OnJoin"));
        var reply = await Assert.ThrowsAsync<TimeoutException>(() => alice.RequestAsync("Alarm/HD_Hang"));

        Assert.Contains("push Chat/OnJoin", push.Message, StringComparison.Ordinal);
        Assert.Contains("""Chat/OnChat {"from":"alice","msg":"hello""", push.Message, StringComparison.Ordinal);
        Assert.Contains("the reply on Alarm/HD_Hang", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfAHandlerWithABug_ShowsTheBug()
    {
        await using var game = await TestGame.StartAsync(o => o.AddModule<IAlarm>());
        await using var client = await game.ConnectAsync();

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => client.RequestAsync("Alarm/HD_Break"));

        Assert.StartsWith("internal error (trace ", failure.Error, StringComparison.Ordinal);
        Assert.Contains("a bug", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(AlarmGrain.BreakAsync), Assert.IsType<InvalidOperationException>(failure.InnerException).StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_ThatIsFake_RunsGrainTimersWhenTheTestSays()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        await using var game = await TestGame.StartAsync(o =>
        {
            o.AddModule<IAlarm>();
            o.Time = time;
        });
        await using var client = await game.ConnectAsync();
        await client.RequestAsync("Alarm/HD_Set", new AlarmTime(3600));

        time.Advance(TimeSpan.FromSeconds(3599));
        await client.ExpectNoPushAsync("Alarm/OnRing", until: client.CallAsync("Alarm/HD_Break", "{}"));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(3600, (await client.PushAsync<JsonElement>("Alarm/OnRing")).GetProperty("At").GetInt64());
    }

    [Fact]
    public async Task Time_ThatIsFake_EndsCallsThatPassTheirLimit()
    {
        var time = new FakeTimeProvider();
        await using var game = await TestGame.StartAsync(o => o.AddModule<IAlarm>().Time = time);
        await using var client = await game.ConnectAsync();

        var reply = client.CallAsync("Alarm/HD_Hang", "{}");
        await client.PushAsync<JsonElement>("Alarm/OnHang");
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal("deadline exceeded", (await reply).Error);
    }

    [Fact]
    public async Task Time_FarAheadOfTheMachines_LeavesTheSiloAlive()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddYears(1));
        await using var game = await TestGame.StartAsync(o => o.Time = time);
        var own = game.Gateway.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;
        await using var client = await game.ConnectAsync("alice");

        // Before a silo has found itself among the members it is to Orleans as one that is not.
        Assert.Equal(SiloStatus.None, StatusOf(SiloAddress.New(own.Endpoint.Address, own.Endpoint.Port - 1, own.Generation)));
        time.Advance(TimeSpan.FromHours(3));
        await client.JoinAsync("lobby");
        Assert.Equal(SiloStatus.Active, StatusOf(own));

        SiloStatus StatusOf(SiloAddress silo) => game.Gateway.Services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.GetSiloStatus(silo);
    }

    [Fact]
    public async Task Services_OfTheGame_CanBeReplaced()
    {
        await using var game = await TestGame.StartAsync(o => o.AddModule<IAlarm>().ConfigureServices(services => services.AddKeyedSingleton("a key", "a value")));

        Assert.Equal("a value", game.Gateway.Services.GetRequiredKeyedService<string>("a key"));
    }

    [Fact]
    public async Task Cluster_OfSeveralGatewaysAndSilos_IsOneGame()
    {
        await using var game = await TestGame.StartAsync(o => (o.Gateways, o.Silos) = (2, 2));
        await using var alice = await game.ConnectAsync("alice", game.Gateways[0]);
        await using var bob = await game.ConnectAsync("bob", game.Gateways[1]);
        await alice.JoinAsync("lobby");
        await bob.JoinAsync("lobby");

        await SayAsync(bob, "hello");
        Assert.Equal("hello", Message(await alice.PushAsync<JsonElement>("Chat/OnChat")));

        await game.AddSiloAsync();
        await game.Silos[0].StopAsync();
        await game.Silos[1].StopAsync();
        Assert.Equal(["alice"], await alice.JoinAsync("another room"));
        await game.Gateways[1].StopAsync();
        await bob.PushAsync<JsonElement>("Session/OnReconnect");
    }

    // Where one thread waits for sockets, reads and runs handlers, it must not be the only one that can.
    [Fact]
    public async Task Handler_ThatBlocksItsThread_HoldsUpNobodyElse()
    {
        await using var game = await TestGame.StartAsync(o => o.AddModule<IAlarm>());
        await using var alice = await game.ConnectAsync("alice");
        await using var bob = await game.ConnectAsync("bob");
        await bob.JoinAsync("lobby");

        var blocked = alice.RequestAsync("Alarm/HD_Block");
        try
        {
            await alice.PushAsync<JsonElement>("Alarm/OnBlock");
            for (var i = 0; i < 100; i++)
            {
                await SayAsync(bob, $"{i}");
            }

            Assert.False(blocked.IsCompleted);
        }
        finally
        {
            AlarmGrain.Released.Release();
        }

        await blocked;
    }

    [Fact]
    public async Task Silo_ThatTheOthersDeclaredDead_StopsAndEndsNothingElse()
    {
        await using var game = await TestGame.StartAsync(o => o.Silos = 2);
        await using var alice = await game.ConnectAsync("alice");
        var doomed = game.Silos[1];

        await game.Silos[0].Services.GetRequiredService<IClusterMembershipService>().TryKill(doomed.Address);

        await Until.TrueAsync(() => doomed.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.IsCancellationRequested);
        Assert.Equal(["alice"], await alice.JoinAsync("lobby"));
    }

    private static Task SayAsync(GameClient client, string content)
        => client.RequestAsync("Chat/HD_Say", new { roomName = "lobby", target = "*", content });

    private static string Message(JsonElement push) => push.GetProperty("msg").GetString()!;
}
