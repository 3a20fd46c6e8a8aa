using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Rooms.Modules;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Rooms;

/// <summary>The base of rooms.</summary>
public sealed class RoomTests(RoomFixture fixture) : RoomTest(fixture)
{
    [Fact]
    public async Task Tick_HandlesInputsInOrder_BeforeTheGame()
    {
        var client = await JoinAsync();

        for (var i = 0; i < 50; i++)
        {
            await CallAsync(client, "HD_Add", new { Value = i });
        }

        Assert.Empty((await LookAsync()).Numbers);
        await Fixture.TickAsync(Name);
        Assert.Equal(Enumerable.Range(0, 50), (await LookAsync()).Numbers);
    }

    [Fact]
    public async Task Ticks_ThatBeginLate_AreFollowedByOnesInTime()
    {
        await JoinAsync();
        var start = Fixture.Time.GetUtcNow();

        await Fixture.AdvanceAsync(Name, TimeSpan.FromMilliseconds(63));
        var second = await Fixture.AdvanceAsync(Name, TimeSpan.FromMilliseconds(37));
        Fixture.Time.Advance(TimeSpan.FromMilliseconds(49));
        var third = await Fixture.AdvanceAsync(Name, TimeSpan.FromMilliseconds(1));

        Assert.Equal(2, second.Tick.Number);
        Assert.Equal(start + TimeSpan.FromMilliseconds(100), second.At);
        Assert.Equal(3, third.Tick.Number);
        Assert.Equal(start + TimeSpan.FromMilliseconds(150), third.At);
    }

    [Fact]
    public async Task Tick_ThatTakesTooLong_SkipsTheOnesDueMeanwhile()
    {
        using var instruments = new Instruments(Fixture.Services);
        (string, string)[] kind = [("mqant.room", IdOf(Name).Type.ToString()!)];
        var before = instruments.Read("mqant.room.tick.overruns", kind);
        await JoinAsync();
        await DoAsync("overrun");

        // The tick itself takes 170 ms: it began at 50 and ends at 220.
        var slow = await Fixture.TickAsync(Name);
        var next = await RoomFixture.NextTickAsync(Name);
        var after = await Fixture.AdvanceAsync(Name, TimeSpan.FromMilliseconds(30));

        Assert.Equal(new RoomTick(1, 0, TestRoomGrain.Interval), slow.Tick);
        Assert.Equal(new RoomTick(4, 2, TestRoomGrain.Interval), next.Tick);
        Assert.Equal(new RoomTick(5, 0, TestRoomGrain.Interval), after.Tick);
        await LookAsync();
        Assert.True(instruments.Read("mqant.room.tick.overruns", kind) >= before + 2);
        Assert.Contains(instruments.Recorded("mqant.room.tick.lateness", kind), late => Math.Round(late, 6) == 0.12);
        Assert.Contains(instruments.Recorded("mqant.room.tick.duration", kind), took => Math.Round(took, 6) == 0.17);
    }

    [Fact]
    public async Task Inputs_BeyondTheLimit_AreRefused()
    {
        var client = await JoinAsync();
        for (var i = 0; i < 100; i++)
        {
            await CallAsync(client, "HD_Add", new { Value = i });
        }

        Assert.Equal(RoomErrors.TooManyInputs, (await client.CallAsync(Topic("HD_Add"), new { Value = 100 })).Error);
        await Fixture.TickAsync(Name);
        await CallAsync(client, "HD_Add", new { Value = 101 });
    }

    [Fact]
    public async Task Messages_OfATick_LeaveAsOneBatchForEachGateway()
    {
        var gateways = new[] { new CapturingGateway(Fixture.Grains), new CapturingGateway(Fixture.Grains) };
        var room = Fixture.Grains.GetGrain<ITestRoom>(Name);
        await room.JoinAsync(gateways[0].CreateSession(1));
        await room.JoinAsync(gateways[1].CreateSession(2));
        await room.ViewAsync(gateways[1].CreateSession(3));

        await Fixture.TickAsync(Name);

        foreach (var (gateway, recipients) in gateways.Zip([1, 2]))
        {
            var batch = await gateway.NextBatchAsync(b => b.Items.OfType<PushItem>().Any());
            var pushes = batch.Items.OfType<PushItem>().ToList();
            Assert.Equal(["TestRoom/OnTick", "TestRoom/OnNumbers", "TestRoom/OnState"], pushes.Select(p => p.Topic));
            Assert.Equal([false, false, true], pushes.Select(p => p.IsLatest));
            Assert.All(pushes, p => Assert.Equal(recipients, SessionAddress.Unpack(p.Sessions).Length));
        }
    }

    [Fact]
    public async Task SendToAllBut_ReachesTheOthers()
    {
        var first = await JoinAsync();
        var second = await JoinAsync();
        await CallAsync(first, "HD_TellOthers", new { Value = 7 });

        await Fixture.TickAsync(Name);

        Assert.Equal("""{"Value":7}""", (await NextAsync(second, "TestRoom/OnTold")).Body);
        Assert.Equal("TestRoom/OnTick", (await first.NextAsync()).Topic);
    }

    [Fact]
    public async Task ExceptionInATick_EndsThatRoomAlone_AndTellsItsPlayers()
    {
        var client = await JoinAsync();
        var other = Guid.NewGuid().ToString("N");
        await (await Fixture.ConnectAsync()).CallAsync($"TestRoom@{other}/HD_Join/1");
        await CallAsync(client, "HD_Add", new { Value = 1 });
        await DoAsync("throw");

        await Fixture.TickAsync(other);

        Assert.Equal($$"""{"module":"TestRoom","room":"{{Name}}"}""", (await NextAsync(client, "Room/OnFailed")).Body);
        Assert.Equal($"\"{Name}\"", (await NextAsync(client, "TestRoom/OnDestroyed")).Body);
        await Fixture.TickAsync(other);
        Assert.Equal(["created"], (await LookAsync()).Events);
    }

    [Fact]
    public async Task ExceptionInOnJoined_GivesTheSeatAndTheReservationBack_AndTellsTheCaller()
    {
        var name = "picky" + Name;
        var mallory = await Fixture.ConnectAsync("mallory");
        await CallAsync(mallory, "HD_View", new { }, name);
        var room = Fixture.Grains.GetGrain<IRoom>(IdOf(name));
        await room.ReserveAsync("mallory", null);

        Assert.Equal("not you", (await mallory.CallAsync(Topic("HD_Join", name))).Error);

        Assert.Empty((await LookAsync(name)).Players);
        Assert.Equal(1, (await room.ReserveAsync("mallory", null)).Status.Reserved);
        var other = await JoinAsync("oscar", name);
        Assert.Equal(["0:oscar:here"], (await LookAsync(name)).Players);
        Assert.Equal("not in the room", (await mallory.CallAsync(Topic("HD_Leave", name))).Error);

        // And watches as before.
        await Fixture.TickAsync(name);
        await NextAsync(mallory, "TestRoom/OnTick");
        await NextAsync(other, "TestRoom/OnTick");
    }

    [Fact]
    public async Task ExceptionInOnStarted_GivesTheSeatBack_AndTheNextPlayerStartsTheRoom()
    {
        var name = "reluctant" + Name;
        Assert.Equal("not yet", (await (await Fixture.ConnectAsync()).CallAsync(Topic("HD_Join", name))).Error);
        var look = await LookAsync(name);
        Assert.Equal(RoomPhase.Created, look.Phase);
        Assert.Empty(look.Players);

        await JoinAsync(name: name);

        Assert.Equal(RoomPhase.Running, (await LookAsync(name)).Phase);
    }

    [Theory]
    [InlineData("finish")]
    [InlineData("end")]
    public async Task ExceptionWhenTheGameIsOver_EndsTheRoom_InATickAndOutsideOfIt(string how)
    {
        var name = "broken" + Name;
        var client = await JoinAsync(name: name);

        await DoAsync(how, name);
        Fixture.Time.Advance(TestRoomGrain.Interval);

        await NextAsync(client, "Room/OnFailed");
        await NextAsync(client, "TestRoom/OnDestroyed");
        Assert.Equal(["created"], (await LookAsync(name)).Events);
    }

    [Fact]
    public async Task Room_GoesThroughItsLife()
    {
        var name = "manual" + Name;
        var client = await JoinAsync(name: name);
        await CallAsync(client, "HD_Add", new { Value = 1 }, name);
        await DoAsync("start", name);
        await Fixture.TickAsync(name);
        await DoAsync("pause", name);
        await CallAsync(client, "HD_Add", new { Value = 2 }, name);
        Fixture.Time.Advance(TestRoomGrain.Interval);
        await DoAsync("resume", name);
        Assert.Equal(RoomPhase.Paused, (await LookAsync(name)).Phase);
        var resumed = await Fixture.TickAsync(name);
        await DoAsync("finish", name);

        Assert.Equal(3, resumed.Tick.Number);
        Assert.Equal((int[])[1, 2], (await LookAsync(name)).Numbers);
        Fixture.Time.Advance(TestRoomGrain.Interval);
        Assert.Equal("""["created","joined 0","started","paused","resumed"]""", (await NextAsync(client, "TestRoom/OnFinished")).Body);
        await NextAsync(client, "TestRoom/OnDestroyed");
        Assert.Equal(["created"], (await LookAsync(name)).Events);
    }

    [Fact]
    public async Task Room_ThatNobodyCalls_StaysActive()
    {
        var client = await JoinAsync();
        await CallAsync(client, "HD_Add", new { Value = 1 });
        await Fixture.TickAsync(Name);

        await Fixture.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal((int[])[1], (await LookAsync()).Numbers);
    }

    [Fact]
    public async Task EmptyRoom_GoesAwayByItself()
    {
        var client = await JoinAsync();
        await CallAsync(client, "HD_Add", new { Value = 1 });
        await Fixture.TickAsync(Name);
        await CallAsync(client, "HD_Leave", new { });

        for (var i = 0; i < 30; i++)
        {
            Assert.Equal((int[])[1], (await LookAsync()).Numbers);
            await Fixture.AdvanceAsync(Name, TimeSpan.FromSeconds(1));
        }

        await UntilAsync(async () => (await LookAsync()).Events is ["created"]);
    }

    [Fact]
    public async Task IdleRoom_Finishes()
    {
        var name = "idle" + Name;
        var client = await JoinAsync(name: name);
        for (var i = 0; i < 59; i++)
        {
            await Fixture.AdvanceAsync(name, TimeSpan.FromSeconds(1));
        }

        await CallAsync(client, "HD_Add", new { Value = 1 }, name);
        for (var i = 0; i < 59; i++)
        {
            await Fixture.AdvanceAsync(name, TimeSpan.FromSeconds(1));
        }

        Assert.Equal((int[])[1], (await LookAsync(name)).Numbers);
        await Fixture.AdvanceAsync(name, TimeSpan.FromSeconds(1.1));
        await NextAsync(client, "TestRoom/OnFinished");
    }

    [Fact]
    public async Task GuestWhoLeaves_LosesTheSeatAtOnce()
    {
        var client = await JoinAsync();

        client.Session.End(SessionEndReason.ConnectionLost);

        await UntilAsync(async () => (await LookAsync()).Events is [.., "left 0 Disconnected"]);
    }

    [Fact]
    public async Task User_ComesBackToTheSeat()
    {
        var user = $"user-{Name}";
        await JoinAsync();
        var older = await JoinAsync(user);
        older.Session.End(SessionEndReason.ConnectionLost);
        await UntilAsync(async () => (await LookAsync()).Events is [.., "disconnected 1"]);
        Assert.Contains($"1:{user}:away", (await LookAsync()).Players);
        var newer = await Fixture.ConnectAsync(user);

        await CallAsync(newer, "HD_Add", new { Value = 5 });

        await Fixture.TickAsync(Name);
        Assert.Contains($"1:{user}:here", (await LookAsync()).Players);
        Assert.Equal("[5]", (await NextAsync(newer, "TestRoom/OnNumbers")).Body);
        Assert.Equal("1", (await newer.CallAsync(Topic("HD_Join"))).Result);
    }

    [Fact]
    public async Task User_WhoDoesNotComeBack_LosesTheSeatInTime()
    {
        var user = $"user-{Name}";
        await JoinAsync();
        var client = await JoinAsync(user);
        client.Session.End(SessionEndReason.ConnectionLost);
        await UntilAsync(async () => (await LookAsync()).Events is [.., "disconnected 1"]);

        await Fixture.AdvanceAsync(Name, TimeSpan.FromSeconds(59));
        Assert.Equal(2, (await LookAsync()).Players.Length);
        await Fixture.AdvanceAsync(Name, TimeSpan.FromSeconds(2));

        Assert.Equal("left 1 Disconnected", (await LookAsync()).Events[^1]);
    }

    [Fact]
    public async Task GuestWhoLogsIn_KeepsTheSeat()
    {
        var user = $"user-{Name}";
        var client = await JoinAsync();
        await client.CallAsync("Login/HD_Login/1", new { userName = user, passWord = "secret" });

        await CallAsync(client, "HD_Add", new { Value = 1 });

        Assert.Single((await LookAsync()).Players, p => p.EndsWith(":here", StringComparison.Ordinal));
        client.Session.End(SessionEndReason.ConnectionLost);
        await UntilAsync(async () => (await LookAsync()).Events is [.., "disconnected 0"]);
        Assert.Equal("0", (await (await Fixture.ConnectAsync(user)).CallAsync(Topic("HD_Join"))).Result);
    }

    [Fact]
    public async Task FreedSeat_IsGivenAwayAgain_LowestFirst()
    {
        var clients = new[] { await JoinAsync(), await JoinAsync(), await JoinAsync() };
        Assert.Equal(RoomErrors.Full, (await (await Fixture.ConnectAsync()).CallAsync(Topic("HD_Join"))).Error);

        await CallAsync(clients[1], "HD_Leave", new { });

        Assert.Equal("1", (await (await Fixture.ConnectAsync()).CallAsync(Topic("HD_Join"))).Result);
        Assert.Equal(RoomErrors.NotInRoom, (await clients[1].CallAsync(Topic("HD_Add"), new { Value = 1 })).Error);
    }

    [Fact]
    public async Task ManyAtOnce_NeverExceedTheCapacity()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Fixture.ConnectAsync()));

        var replies = await Task.WhenAll(clients.Select(c => c.CallAsync(Topic("HD_Join"))));

        Assert.Equal(TestRoomGrain.SeatCount, replies.Count(r => r.Error.Length == 0));
        Assert.All(replies.Where(r => r.Error.Length > 0), r => Assert.Equal(RoomErrors.Full, r.Error));
        Assert.Equal(TestRoomGrain.SeatCount, (await LookAsync()).Players.Length);
    }

    [Fact]
    public async Task ReservedSeat_IsKeptForItsPlayer_UntilItExpires()
    {
        var room = Fixture.Grains.GetGrain<IRoom>(IdOf(Name));
        var expected = await Fixture.ConnectAsync();
        await JoinAsync();
        Assert.True((await room.ReserveAsync(expected.Session.Id)).Accepted);
        Assert.True((await room.ReserveAsync("somebody")).Accepted);
        Assert.True((await room.ReserveAsync("somebody")).Accepted);
        Assert.False((await room.ReserveAsync("too many")).Accepted);

        var late = await Fixture.ConnectAsync();
        Assert.Equal(RoomErrors.Full, (await late.CallAsync(Topic("HD_Join"))).Error);
        Assert.Equal("1", (await expected.CallAsync(Topic("HD_Join"))).Result);
        await Fixture.AdvanceAsync(Name, TimeSpan.FromSeconds(11));

        Assert.Equal("2", (await late.CallAsync(Topic("HD_Join"))).Result);
    }

    [Fact]
    public async Task SlowestRoom_KeepsHouseInEveryTick()
    {
        var name = "slow" + Name;
        var room = Fixture.Grains.GetGrain<IRoom>(IdOf(name));
        await JoinAsync(name: name);
        await room.ReserveAsync("first");
        await room.ReserveAsync("second");

        // A late tick, and the next in its time: less than a second between them.
        await Fixture.AdvanceAsync(name, TimeSpan.FromSeconds(9.1));
        Assert.False((await room.ReserveAsync("third")).Accepted);
        await Fixture.AdvanceAsync(name, TimeSpan.FromSeconds(0.9));

        Assert.True((await room.ReserveAsync("third")).Accepted);
    }
}
