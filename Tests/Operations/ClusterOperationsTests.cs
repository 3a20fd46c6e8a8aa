using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Mqant.Gateway.Hosting;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Rooms.Modules;
using MQTTnet;
using MQTTnet.Formatter;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Xunit;

namespace Mqant.Tests.Operations;

/// <summary>What operators see and do on one gateway of two, of a cluster of two silos.</summary>
public sealed class ClusterOperationsTests
{
    private static readonly ClientOptions Version5 = new() { Version = MqttProtocolVersion.V500 };

    [Theory]
    [InlineData("Silo")]
    public async Task Policy_ChangedOnOneGateway_CountsOnTheOther_AndAfterASiloIsGone(string join)
    {
        await using var game = await StartAsync(join);
        using var alice = await game.ConnectAsync("alice", game.Gateways[0], Version5);
        using var mallory = await game.ConnectAsync("mallory", game.Gateways[1], Version5);
        var policy = game.Gateways[0].Services.GetRequiredService<IPolicyOperations>();

        await policy.TakeOutAsync("TestRoom", handler: null, "closed for today", "op");
        await policy.BanAsync(BanKind.User, "mallory", duration: null, "cheating", "op");

        Assert.Equal("closed for today", (await alice.CallAsync("TestRoom/HD_Look", "{}")).Error);
        Assert.Equal((MqttClientDisconnectReason)0x8A, (await mallory.WaitForDisconnectAsync()).Reason);
        Assert.Contains(mallory.Messages.Snapshot(), static push => push is { Topic: "Session/OnKick", Text: """{"reason":"cheating"}""" });
        var follower = game.Gateways[1].Services.GetRequiredService<PolicyFollower>();
        await follower.FollowAsync();

        // The silo of a login that does not know it yet would let the user in, and the gateway end the session.
        await Task.WhenAll(game.Silos.Select(static silo => silo.Services.GetRequiredService<PolicyFollower>().FollowAsync()));
        using var guest = await game.ConnectAsync(gateway: game.Gateways[1], options: Version5);
        Assert.Equal("closed for today", (await guest.CallAsync("TestRoom/HD_Look", "{}")).Error);
        Assert.Equal("user is banned: cheating", (await guest.CallAsync("TestLogin/HD_Login", new { User = "mallory" })).Error);

        // Whichever silo has the grain.
        var second = await game.AddSiloAsync();
        await game.Silos[0].StopAsync();
        await game.Silos[1].StopAsync();
        await follower.FollowAsync();
        Assert.Equal("closed for today", (await guest.CallAsync("TestRoom/HD_Look", "{}")).Error);
        Assert.NotNull(await second.Services.GetRequiredService<IGrainFactory>().GetGrain<IClusterPolicyGrain>(IClusterPolicyGrain.Key).GetIfChangedAsync(default));
    }

    [Theory]
    [InlineData("Silo")]
    public async Task Players_OnBothGateways_AreFound_WrittenTo_AndKicked(string join)
    {
        await using var game = await StartAsync(join);
        using var alice = await game.ConnectAsync("alice", game.Gateways[0], Version5 with { ClientId = "phone-1" });
        using var bob = await game.ConnectAsync("bob", game.Gateways[1], Version5 with { ClientId = "phone-2" });
        await bob.CallAsync("TestRoom@arena/HD_Join", "{}");
        await bob.CallAsync("Probe/HD_Throw", new { Name = "x" });
        var players = game.Gateways[0].Services.GetRequiredService<IPlayerOperations>();

        var both = await players.FindAsync(new PlayerQuery(PlayerQueryKind.Address, "127.0.0.0/8"));
        Assert.Equal(["alice", "bob"], both.Players.Select(static player => player.User).Order());
        Assert.Equal(2, both.Players.Select(static player => player.Gateway).Distinct().Count());
        Assert.Empty(both.Missing);
        var found = Assert.Single((await players.FindAsync(new PlayerQuery(PlayerQueryKind.User, "bob"))).Players);
        Assert.Equal(("phone-2", "tcp", "127.0.0.1"), (found.ClientId, found.Transport, found.Address));
        Assert.Equal(found, Assert.Single((await players.FindAsync(new PlayerQuery(PlayerQueryKind.ClientId, "phone-2"))).Players));
        Assert.Equal(found, Assert.Single((await players.FindAsync(new PlayerQuery(PlayerQueryKind.Session, found.Session))).Players));
        Assert.Empty((await players.FindAsync(new PlayerQuery(PlayerQueryKind.Session, "nonsense"))).Players);
        Assert.Throws<ArgumentException>(() => { _ = players.FindAsync(new PlayerQuery(PlayerQueryKind.Address, "nonsense")); });

        var details = (await players.GetAsync(found.Session))!;
        Assert.Equal(new RoomName("TestRoom", "arena"), details.InRoom);
        Assert.Equal("refused", Assert.Single(details.Requests).Outcome);
        await bob.CallAsync("Probe/HD_Nothing", "{}");
        Assert.Equal(["ok", "refused"], (await players.GetAsync(found.Session))!.Requests.Select(static request => request.Outcome));

        Assert.True(await players.SendAsync(found.Session, "Operator/OnWord", "\"hello\""u8.ToArray()));
        await bob.WaitForPushAsync("Operator/OnWord", "\"hello\"");
        Assert.True(await players.SendToUserAsync("bob", "Operator/OnWord", "\"again\""u8.ToArray()));
        await bob.WaitForPushAsync("Operator/OnWord", "\"again\"");
        Assert.True((await players.GetUserAsync("bob")).IsOnline);
        Assert.Equal(found, Assert.Single((await players.GetUserAsync("bob")).Sessions));

        Assert.True(await players.KickAsync(found.Session, "enough"));
        await bob.WaitForPushAsync("Session/OnKick", """{"reason":"enough"}""");
        Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, (await bob.WaitForDisconnectAsync()).Reason);
        Assert.True(alice.Mqtt.IsConnected);
        await Until.TrueAsync(async () => await players.GetAsync(found.Session) is null);
        Assert.False(await players.SendAsync(found.Session, "Operator/OnWord", "1"u8.ToArray()));
        Assert.False(await players.KickAsync(found.Session, "enough"));
    }

    [Theory]
    [InlineData("Silo")]
    public async Task RoomsGroupsAndBroadcasts_ReachTheWholeCluster(string join)
    {
        await using var game = await StartAsync(join);
        using var alice = await game.ConnectAsync("alice", game.Gateways[0], Version5);
        using var bob = await game.ConnectAsync("bob", game.Gateways[1], Version5);
        using var guest = await game.ConnectAsync(gateway: game.Gateways[1], options: Version5);
        var services = game.Gateways[0].Services;
        var rooms = services.GetRequiredService<IRoomOperations>();
        var names = Enumerable.Range(0, 20).Select(static i => $"slow-{i:00}").ToArray();
        foreach (var (i, name) in names.Index())
        {
            await PlaceAsync(game, game.Silos[i % 2], name);
            Assert.Equal("", (await alice.CallAsync($"TestRoom@{name}/HD_Join", "{}")).Error);
        }

        Assert.Equal("", (await bob.CallAsync("TestRoom@slow-07/HD_View", "{}")).Error);
        var all = await rooms.ListAsync(new RoomQuery());
        Assert.Equal(names, all.Rooms.Select(static room => room.Name.Key));
        Assert.Equal((20, 2), (all.Total, all.Rooms.Select(static room => room.Silo).Distinct().Count()));
        Assert.Empty(all.Missing);
        Assert.Equal(["slow-12", "slow-13"], (await rooms.ListAsync(new RoomQuery("TestRoom", "SLOW-1", 2, 2))).Rooms.Select(static room => room.Name.Key));
        Assert.Equal(0, (await rooms.ListAsync(new RoomQuery("Other"))).Total);
        var room = new RoomName("TestRoom", "slow-07");
        var details = (await rooms.FindAsync(room))!;
        Assert.Equal((1, 3, 1, RoomPhase.Running, TimeSpan.FromSeconds(1)), (details.Summary.Players, details.Summary.Capacity, details.Summary.Viewers, details.Summary.Phase, details.Summary.TickInterval));
        Assert.Equal("alice", Assert.Single(details.Seats).User);
        Assert.Contains("\"joined 0\"", System.Text.Encoding.UTF8.GetString((await rooms.GetStateAsync(room))!.Json!), StringComparison.Ordinal);

        Assert.True(await rooms.FinishAsync(room));
        await bob.WaitForPushAsync("TestRoom/OnDestroyed", "\"slow-07\"");
        await Until.TrueAsync(async () => await rooms.FindAsync(room) is null);
        Assert.False(await rooms.FinishAsync(room));
        Assert.Null(await rooms.GetStateAsync(room));

        var groups = game.Silos[0].Services.GetRequiredService<IGroups>();
        var everybody = await services.GetRequiredService<IPlayerOperations>().FindAsync(new PlayerQuery(PlayerQueryKind.Address, "127.0.0.1"));
        Assert.Empty(everybody.Missing);
        Assert.Equal(3, everybody.Players.Length);
        foreach (var player in everybody.Players)
        {
            await groups.Get("everybody").JoinAsync(await RefOfAsync(game, player));
        }

        await Until.TrueAsync(async () => (await services.GetRequiredService<IGroupOperations>().ListAsync("EVERY", 0, 10)).Groups is [("everybody", 3)]);

        var broadcasts = services.GetRequiredService<IBroadcasts>();
        Assert.Equal(2, await broadcasts.ToAllAsync("Operator/OnAll", "1"u8.ToArray()));
        Assert.Equal(2, await broadcasts.ToGroupAsync("everybody", "Operator/OnGroup", "1"u8.ToArray()));
        Assert.Equal(2, await broadcasts.ToModuleAsync("TestRoom", "Operator/OnModule", "1"u8.ToArray()));
        await Assert.ThrowsAsync<ArgumentException>(() => broadcasts.ToModuleAsync("NoSuchModule", "Operator/OnModule", "1"u8.ToArray()));

        // Behind what each silo has sent.
        foreach (var (i, silo) in game.Silos.Index())
        {
            await silo.Services.GetRequiredService<ISessions>().BroadcastAsync("Operator/OnEnd", i);
        }

        foreach (var client in new[] { alice, bob, guest })
        {
            await client.WaitForPushAsync("Operator/OnEnd", "0");
            await client.WaitForPushAsync("Operator/OnEnd", "1");
            Assert.Equal((1, 1), (Count(client, "Operator/OnAll"), Count(client, "Operator/OnGroup")));
        }

        Assert.Equal([1, 1, 0], new[] { alice, bob, guest }.Select(static client => Count(client, "Operator/OnModule")));
    }

    [Fact]
    public async Task GatewayThatDoesNotAnswer_IsSaidToBeMissing()
    {
        await using var game = await StartAsync("Silo");
        using var alice = await game.ConnectAsync("alice", game.Gateways[1], Version5);
        var grains = game.Silos[0].Services.GetRequiredService<IGrainFactory>();
        var silent = new SilentGateway(grains);
        await grains.GetGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key).RenewAsync(silent.Address, default);

        var services = game.Gateways[0].Services;
        var found = await services.GetRequiredService<IPlayerOperations>().FindAsync(new PlayerQuery(PlayerQueryKind.User, "alice"));

        Assert.Equal("alice", Assert.Single(found.Players).User);
        Assert.Equal([silent.Address.ToString()], found.Missing);
        silent.Answer();
    }

    [Fact]
    public async Task Process_ToldToDrain_AsksItsClientsToGo_AndStops()
    {
        await using var game = await TestGame.StartAsync(static o => o.Settings["Mqant:Gateway:DrainTimeout"] = "00:10:00");
        using var client = await game.ConnectAsync("alice", options: Version5);
        var services = game.Gateway.Services;
        var drain = services.GetRequiredService<IProcessDrain>();
        Assert.Equal((false, 1), (drain.HasBegun, drain.SessionsLeft));

        var lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        var stopping = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously);

        // As a program does that runs.
        lifetime.ApplicationStopping.Register(() => stopping.SetResult(game.Gateway.StopAsync()));
        drain.Begin();
        await client.WaitForPushAsync("Session/OnReconnect", """{"reason":"draining"}""");
        Assert.Equal((true, 1), (drain.HasBegun, drain.SessionsLeft));
        client.Dispose();

        await (await stopping.Task).WithinDeadline("the process to stop");
        Assert.True(lifetime.ApplicationStopped.IsCancellationRequested);
        Assert.Equal(0, drain.SessionsLeft);
    }

    private static async Task<TestGame> StartAsync(string join)
    {
        var game = await TestGame.StartAsync(o =>
        {
            o.AddModules(typeof(CoreFixture).Assembly);
            o.Silos = 2;
            o.Gateways = 2;
            o.Settings["Mqant:Gateway:Join"] = join;
        });
        foreach (var gateway in game.Gateways)
        {
            await gateway.Services.GetRequiredService<GatewayReadiness>().WhenReady.WithinDeadline("the gateway to be known");
        }

        // Orleans takes its time to tell every silo the way to a client that has just come.
        foreach (var silo in game.Silos)
        {
            var services = silo.Services.GetRequiredService<OperationsServices>();
            await Until.TrueAsync(async () =>
            {
                var (answers, missing) = await services.AskAsync(await services.GetGatewaysAsync(), static gateway => gateway.FindGroupsAsync(""));
                return answers.Length == 2 && missing.Length == 0;
            });
        }

        return game;
    }

    // Where Orleans places it is else its own affair.
    private static async Task PlaceAsync(TestGame game, TestSilo silo, string room)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.Address);
        try
        {
            await game.Grains.GetGrain<ITestRoom>(room).LookAsync();
        }
        finally
        {
            RequestContext.Clear();
        }
    }

    private static int Count(GameClient client, string topic) => client.Messages.Snapshot().Count(push => push.Topic == topic);

    private static async Task<SessionRef> RefOfAsync(TestGame game, PlayerSummary player)
    {
        var services = game.Silos[0].Services.GetRequiredService<OperationsServices>();
        return await services.FindGatewayAsync(player.Session) is var (gateway, number) ? new SessionRef(gateway, number, CloseItem.AnyEpoch) : default;
    }
}
