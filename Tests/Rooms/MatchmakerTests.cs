using System.Text.Json;
using Mqant.Grains.Hitball;
using Mqant.Grains.XaXb;
using Mqant.Tests.Core;
using Mqant.Tests.Rooms.Modules;
using Xunit;

namespace Mqant.Tests.Rooms;

/// <summary>Finding rooms, as clients do with the module Rooms. The rooms live by a clock that stands still.</summary>
public sealed class MatchmakerTests(RoomFixture rooms) : IClassFixture<RoomFixture>
{
    // In a minute, of one player.
    private static readonly int NewRooms = new RoomLimits().MaxNewRoomsPerMinute;

    private const int Players = 40;

    [Fact]
    public async Task ManyAtOnce_AllGetASeat_AndNoRoomIsOverItsCapacity()
    {
        var clients = await Task.WhenAll(Enumerable.Range(0, Players).Select(_ => rooms.ConnectAsync()));

        var found = await Task.WhenAll(clients.Select(QuickMatchAsync));
        var joined = await Task.WhenAll(clients.Zip(found).Select(p => p.First.CallAsync($"TestRoom@{p.Second}/HD_Join/1")));

        Assert.All(joined, reply => Assert.Equal("", reply.Error));
        Assert.All(found.GroupBy(room => room), room => Assert.InRange(room.Count(), 1, TestRoomGrain.SeatCount));
        foreach (var room in found.Distinct())
        {
            Assert.Equal(found.Count(f => f == room), (await rooms.Grains.GetGrain<ITestRoom>(room).LookAsync()).Players.Length);
        }
    }

    [Fact]
    public async Task QuickMatch_ChoosesTheFullestRoom_AndRemembersTheReservation()
    {
        var one = await CreateAsync(players: 1);
        var two = await CreateAsync(players: 2);
        var client = await rooms.ConnectAsync();

        var found = await QuickMatchAsync(client);

        // Other tests leave rooms as full as the fuller one.
        Assert.NotEqual(one, found);
        Assert.Equal(found, await QuickMatchAsync(client));
        Assert.Equal("", (await client.CallAsync($"TestRoom@{found}/HD_Join/1")).Error);
        Assert.NotNull(two);
    }

    [Fact]
    public async Task QuickMatch_AfterASmallRoom_FillsTheNextOne()
    {
        var matchmaker = rooms.Grains.GetMatchmaker<IXaXbTable>();
        await matchmaker.QuickMatchAsync("first");
        await matchmaker.QuickMatchAsync("second");
        await matchmaker.JoinOrCreateAsync("third", "small", capacity: 1);

        var found = await Task.WhenAll(matchmaker.QuickMatchAsync("fourth").AsTask(), matchmaker.QuickMatchAsync("fifth").AsTask());

        Assert.Equal(found[0], found[1]);
    }

    [Fact]
    public async Task JoinOrCreate_MakesTheRoomOnce_WithTheCapacityOfTheFirst()
    {
        var name = $"Ännas Raum {Guid.NewGuid():N}"[..20];
        var first = await rooms.ConnectAsync();
        var second = await rooms.ConnectAsync();
        var third = await rooms.ConnectAsync();

        var answer = JsonDocument.Parse((await CallAsync(first, "HD_JoinOrCreate", new { module = "TestRoom", room = name, capacity = 2 })).Result);
        var joined = await CallAsync(second, "HD_JoinOrCreate", new { module = "TestRoom", room = name, capacity = 3 });
        var refused = await CallAsync(third, "HD_JoinOrCreate", new { module = "TestRoom", room = name });

        Assert.Equal(name, answer.RootElement.GetProperty("room").GetString());
        Assert.Equal($"TestRoom@{name}", answer.RootElement.GetProperty("topic").GetString());
        Assert.Equal("", joined.Error);
        Assert.Equal(RoomErrors.Full, refused.Error);
        Assert.Equal("", (await first.CallAsync($"TestRoom@{name}/HD_Join/1")).Error);
    }

    [Fact]
    public async Task List_ShowsRoomsWithAFreeSeat()
    {
        var open = await CreateAsync(players: 1);
        var full = await CreateAsync(players: 3);
        var client = await rooms.ConnectAsync();

        var listed = JsonDocument.Parse((await CallAsync(client, "HD_List", new { module = "TestRoom" })).Result).RootElement;

        var entry = Assert.Single(listed.EnumerateArray(), r => r.GetProperty("room").GetString() == open);
        Assert.Equal(1, entry.GetProperty("players").GetInt32());
        Assert.Equal(3, entry.GetProperty("capacity").GetInt32());
        Assert.DoesNotContain(listed.EnumerateArray(), r => r.GetProperty("room").GetString() == full);
    }

    [Theory]
    [InlineData("Chat")]
    [InlineData("XaXb")]
    [InlineData("Nothing")]
    public async Task Module_WithoutMatchmakingForClients_IsToldSo(string module)
    {
        var client = await rooms.ConnectAsync();

        Assert.Equal($"module {module} has no matchmaking", (await CallAsync(client, "HD_QuickMatch", new { module })).Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u0001")]
    [InlineData("a/b")]
    [InlineData("a+b")]
    [InlineData("#")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task BadName_IsRefused(string room)
    {
        var client = await rooms.ConnectAsync();

        Assert.Equal(RoomErrors.BadName, (await CallAsync(client, "HD_JoinOrCreate", new { module = "TestRoom", room })).Error);
    }

    [Fact]
    public async Task Matchmaker_ThatForgotEverything_LearnsFromTheRooms()
    {
        var matchmaker = rooms.Grains.GetGrain<IMatchmaker>($"kind-{Guid.NewGuid():N}");
        Assert.Empty(await matchmaker.ListAsync(10));

        await matchmaker.AnnounceAsync(new RoomStatus("a", 1, 0, 3, RoomPhase.Running));
        await matchmaker.AnnounceAsync(new RoomStatus("b", 2, 0, 3, RoomPhase.Running));
        await matchmaker.AnnounceAsync(new RoomStatus("c", 3, 0, 3, RoomPhase.Running));
        await matchmaker.AnnounceAsync(new RoomStatus("d", 0, 0, 3, RoomPhase.Finished));

        while ((await matchmaker.ListAsync(10)).Length < 2)
        {
            await Task.Yield();
        }

        Assert.Equal(["b", "a"], (await matchmaker.ListAsync(10)).Select(r => r.Name));
        Assert.Equal(["b"], (await matchmaker.ListAsync(1)).Select(r => r.Name));
    }

    [Fact]
    public async Task RoomBehindThePlainModule_HasTheCapacityOfItsClass()
    {
        var room = await rooms.Grains.GetMatchmaker<ITestRoom>().JoinOrCreateAsync("somebody", ModuleKeys.Singleton, capacity: 1);

        Assert.Equal(TestRoomGrain.SeatCount, room.Capacity);
    }

    [Fact]
    public async Task Player_WhoAsksForTooManyNewNames_IsRefusedThem()
    {
        var matchmaker = rooms.Grains.GetMatchmaker<IHitballTable>();
        for (var i = 0; i < NewRooms; i++)
        {
            await matchmaker.JoinOrCreateAsync("greedy", $"greedy{i}");
        }

        var refused = await Assert.ThrowsAsync<GameException>(async () => await matchmaker.JoinOrCreateAsync("greedy", "one more"));

        Assert.Equal(GameErrors.TooManyKeys, refused.Message);
        var known = $"greedy{NewRooms - 1}";
        Assert.Equal(known, (await matchmaker.JoinOrCreateAsync("greedy", known)).Name);
        Assert.Equal("one more", (await matchmaker.JoinOrCreateAsync("modest", "one more")).Name);
    }

    private static Task<TestClient.Received> CallAsync(TestClient client, string handler, object payload) => client.CallAsync($"Rooms/{handler}/1", payload);

    private static async Task<string> QuickMatchAsync(TestClient client)
    {
        var reply = await CallAsync(client, "HD_QuickMatch", new { module = "TestRoom" });
        Assert.Equal("", reply.Error);
        return JsonDocument.Parse(reply.Result).RootElement.GetProperty("room").GetString()!;
    }

    private async Task<string> CreateAsync(int players)
    {
        var name = Guid.NewGuid().ToString("N");
        for (var i = 0; i < players; i++)
        {
            var client = await rooms.ConnectAsync();
            Assert.Equal("", (await CallAsync(client, "HD_JoinOrCreate", new { module = "TestRoom", room = name })).Error);
        }

        return name;
    }
}
