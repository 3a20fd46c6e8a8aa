using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Rooms.Modules;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Rooms;

/// <summary>What becomes of a room that moves, and of what it stores.</summary>
public sealed class RoomSnapshotTests(RoomFixture fixture) : RoomTest(fixture)
{
    [Fact]
    public async Task Snapshot_BringsStateAndSeatsBack_ToTheSameClients()
    {
        var name = "stored" + Name;
        var client = await JoinAsync(name: name);
        await CallAsync(client, "HD_Add", new { Value = 42 }, name);
        await Fixture.TickAsync(name);
        var before = await LookAsync(name);

        // What happens to every room when its silo stops.
        await DoAsync("move", name);
        await UntilAsync(async () => (await LookAsync(name)).Events is [.., "restored"]);

        var after = await LookAsync(name);
        Assert.Equal(before.Numbers, after.Numbers);
        Assert.Equal(before.Players, after.Players);
        Assert.Equal(RoomPhase.Running, after.Phase);
        await CallAsync(client, "HD_Add", new { Value = 43 }, name);
        await Fixture.TickAsync(name);
        await NextAsync(client, "TestRoom/OnNumbers", "[42,43]");
        client.Session.End(SessionEndReason.ConnectionLost);
        await UntilAsync(async () => (await LookAsync(name)).Events is [.., "left 0 Disconnected"]);
    }

    [Fact]
    public async Task Inputs_ThatWaitWhenTheRoomMoves_AreInItsSnapshot()
    {
        var name = "stored" + Name;
        var client = await JoinAsync(name: name);
        await CallAsync(client, "HD_Add", new { Value = 1 }, name);
        await CallAsync(client, "HD_Add", new { Value = 2 }, name);

        await DoAsync("move", name);

        await UntilAsync(async () => (await LookAsync(name)).Events is [.., "restored"]);
        Assert.Equal((int[])[1, 2], (await LookAsync(name)).Numbers);
    }

    [Fact]
    public async Task Input_ThatFailsWhenTheRoomMoves_EndsIt()
    {
        var name = "stored" + Name;
        var client = await JoinAsync(name: name);
        await DoAsync("throw", name);

        await DoAsync("move", name);

        await NextAsync(client, "Room/OnFailed");
        Assert.Equal(["created"], (await LookAsync(name)).Events);
    }

    [Fact]
    public async Task Snapshot_IsTakenAtItsInterval_AndGoesWithTheRoom()
    {
        var name = "stored" + Name;
        var client = await JoinAsync(name: name);
        await CallAsync(client, "HD_Add", new { Value = 1 }, name);
        for (var i = 0; i < 5; i++)
        {
            await Fixture.AdvanceAsync(name, TimeSpan.FromSeconds(1.01));
        }

        await UntilAsync(async () => (await ReadSnapshotAsync(name)).RecordExists);
        Assert.Single((await ReadSnapshotAsync(name)).State!.Seats);
        await DoAsync("finish", name);
        Fixture.Time.Advance(TestRoomGrain.Interval);
        await NextAsync(client, "TestRoom/OnFinished");
        await UntilAsync(async () => !(await ReadSnapshotAsync(name)).RecordExists);
    }

    [Fact]
    public async Task Snapshot_WhoseAnswerIsLost_LeavesTheRoomInPeace()
    {
        var name = "stored" + Name;
        var client = await JoinAsync(name: name);
        var lost = Fixture.Storage.FailNextWriteAsync(IdOf(name), isExecuted: true);
        await AdvanceUntilAsync(name, () => Task.FromResult(lost.IsCompleted));

        await CallAsync(client, "HD_Add", new { Value = 1 }, name);
        await Fixture.TickAsync(name);
        var before = await ReadSnapshotAsync(name);
        await AdvanceUntilAsync(name, async () => (await ReadSnapshotAsync(name)).ETag != before.ETag);

        var look = await LookAsync(name);
        Assert.Equal((int[])[1], look.Numbers);
        Assert.DoesNotContain("restored", look.Events);
    }

    [Fact]
    public async Task Snapshot_WhoseAnswerIsLost_GoesWithTheRoom()
    {
        var name = "stored" + Name;
        var client = await JoinAsync(name: name);
        var lost = Fixture.Storage.FailNextWriteAsync(IdOf(name), isExecuted: true);
        await AdvanceUntilAsync(name, () => Task.FromResult(lost.IsCompleted));

        await DoAsync("finish", name);
        Fixture.Time.Advance(TestRoomGrain.Interval);

        await NextAsync(client, "TestRoom/OnFinished");
        await UntilAsync(async () => !(await ReadSnapshotAsync(name)).RecordExists);
    }

    [Fact]
    public async Task Snapshot_ThatCouldNotBeReplaced_GoesWithTheRoom()
    {
        var name = "stored" + Name;
        var client = await JoinAsync(name: name);
        await DoAsync("move", name);
        await UntilAsync(async () => (await LookAsync(name)).Events is [.., "restored"]);
        var failed = Fixture.Storage.FailNextWriteAsync(IdOf(name), isExecuted: false);
        await AdvanceUntilAsync(name, () => Task.FromResult(failed.IsCompleted));

        await DoAsync("finish", name);
        Fixture.Time.Advance(TestRoomGrain.Interval);

        await NextAsync(client, "TestRoom/OnFinished");
        await UntilAsync(async () => !(await ReadSnapshotAsync(name)).RecordExists);
    }

    [Fact]
    public async Task RoomThatLivesElsewhere_IsGivenUpHere()
    {
        var name = "stored" + Name;
        var client = await JoinAsync(name: name);
        await AdvanceUntilAsync(name, async () => (await ReadSnapshotAsync(name)).RecordExists);
        var elsewhere = await ReadSnapshotAsync(name);
        elsewhere.State!.Writer = Guid.NewGuid();
        await Fixture.Storage.WriteStateAsync("room", IdOf(name), elsewhere);
        await CallAsync(client, "HD_Add", new { Value = 1 }, name);
        await Fixture.TickAsync(name);

        await AdvanceUntilAsync(name, async () => (await LookAsync(name)).Events is [.., "restored"]);

        Assert.Empty((await LookAsync(name)).Numbers);
    }

    private async Task<GrainState<RoomSnapshot>> ReadSnapshotAsync(string name)
    {
        var stored = new GrainState<RoomSnapshot>();
        await Fixture.Storage.ReadStateAsync("room", IdOf(name), stored);
        return stored;
    }
}
