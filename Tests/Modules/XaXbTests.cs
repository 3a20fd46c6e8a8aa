using System.Text.Json;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Protocol;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The game XaXb as its clients know it. They are guests, as mqant's robots are.</summary>
public sealed class XaXbTests(SharedGateway shared) : GatewayTest(shared)
{
    [Fact]
    public async Task TwoGuests_PlayARound()
    {
        var clients = await SitDownAsync();

        foreach (var client in clients)
        {
            Assert.Equal("""{"Coin":500}""", (await client.WaitForPushAsync("XaXb/Idle")).Text);
            Assert.Equal("""{"Coin":500}""", (await client.WaitForPushAsync("XaXb/Betting")).Text);
        }

        Assert.Equal("success", (await clients[0].CallForResultAsync("XaXb/HD_Stake", """{"Target":0}""")).GetString());
        Assert.Equal("success", (await clients[1].CallForResultAsync("XaXb/HD_Stake", """{"Target":9}""")).GetString());

        foreach (var client in clients)
        {
            Assert.Equal("""{"Coin":500}""", (await client.WaitForPushAsync("XaXb/Opening")).Text);
            var settlement = (await client.WaitForPushAsync("XaXb/Settlement")).Json;
            var result = settlement.GetProperty("Result").GetInt32();
            var seats = settlement.GetProperty("Seats").EnumerateArray().ToList();
            Assert.Equal(["Coin", "Rid", "SeatIndex", "SitDown", "Stake", "Target", "Weight"], seats[0].EnumerateObject().Select(p => p.Name));
            var coins = seats.ToDictionary(s => s.GetProperty("Target").GetInt32(), s => s.GetProperty("Coin").GetInt32());
            Assert.Equal(result <= 4 ? 100_300 : 99_500, coins[0]);
            Assert.Equal(result <= 4 ? 99_500 : 100_300, coins[9]);
            Assert.All(seats, s => Assert.Equal("", s.GetProperty("Rid").GetString()));
        }
    }

    [Fact]
    public async Task Enter_TellsEverybodyAtTheTable()
    {
        var (first, second, room) = await EnterAsync();

        await first.WaitForPushAsync("XaXb/OnEnter", Waiting(1));
        Assert.Equal(["""{"Rid":"","SeatIndex":0,"State":1}""", Waiting(0), Waiting(1)], Entered(first));
        Assert.Equal(["""{"Rid":"","SeatIndex":1,"State":1}""", Waiting(1)], Entered(second));
        foreach (var client in new[] { first, second })
        {
            var topics = client.Messages.Snapshot().Select(m => m.Topic).ToList();
            Assert.True(topics.IndexOf("XaXb/OnEnter") < topics.FindIndex(t => t.StartsWith("XaXb/HD_Enter", StringComparison.Ordinal)));
        }

        // Who is there already is told the seat again, and nobody else is.
        await second.CallForResultAsync("XaXb/HD_Enter", new { BigRoomId = room });
        Assert.Equal(3, Entered(second).Count);
        Assert.Equal(3, Entered(first).Count);

        var third = await ConnectAsync();
        Assert.Equal("房间已满,无法加入游戏", (await third.CallAsync("XaXb/HD_Enter", new { BigRoomId = room })).Error);
        await ExitAsync(room, first, second);
    }

    [Theory]
    [InlineData("HD_Enter", "{}", "No BigRoomId found")]
    [InlineData("HD_Enter", """{"BigRoomId":"nonsense"}""", "The bigroomId data structure is incorrect")]
    [InlineData("HD_Exit", """{"BigRoomId":"nonsense"}""", "The bigroomId data structure is incorrect")]
    [InlineData("HD_SitDown", """{"BigRoomId":"nonsense"}""", "fail")]
    [InlineData("HD_SitDown", """{"BigRoomId":"0123456789abcdef0123456789abcdef"}""", "fail")]
    [InlineData("HD_Enter", """{"BigRoomId":"0123456789abcdef0123456789abcdef"}""", "No room found")]
    [InlineData("HD_Exit", "{}", "No BigRoomId found")]
    [InlineData("HD_Stake", "{}", "No Target found")]
    [InlineData("HD_Stake", """{"Target":10}""", "No Target found")]
    [InlineData("HD_SitDown", "{}", "fail")]
    [InlineData("HD_SitDown", "", "fail")]
    [InlineData("HD_StartGame", "null", "fail")]
    [InlineData("HD_PauseGame", "", "fail")]
    [InlineData("HD_Stake", """{"Target":1}""", "fail")]
    public async Task WrongRequest_IsToldSo(string handler, string payload, string error)
    {
        var client = await ConnectAsync();

        Assert.Equal(error, (await client.CallAsync($"XaXb/{handler}", payload)).Error);
    }

    [Fact]
    public async Task Hello_Succeeds()
    {
        var client = await ConnectAsync();

        Assert.Equal("success", (await client.CallForResultAsync("XaXb/HD_Hello", """{"gameName":"xaxb"}""")).GetString());
    }

    [Fact]
    public async Task GetUsableTable_AskedTwice_IsTheSameTable()
    {
        var client = await ConnectAsync();

        var room = await GetTableAsync(client);

        Assert.Equal(room, await GetTableAsync(client));
        await client.CallForResultAsync("XaXb/HD_Enter", new { BigRoomId = room });
        await ExitAsync(room, client);
    }

    [Fact]
    public async Task Enter_WithABigRoomIdThatIsNone_LeavesNoTable()
    {
        var clients = await SitDownAsync();
        await clients[1].WaitForPushAsync("XaXb/Idle");

        await clients[0].CallAsync("XaXb/HD_Enter", """{"BigRoomId":"nonsense"}""");

        Assert.Equal("success", (await clients[0].CallForResultAsync("XaXb/HD_SitDown", "{}")).GetString());
        await ExitAsync(await BigRoomIdAsync(clients[0]), clients);
    }

    [Fact]
    public async Task SitDown_AtATableOfOthers_Fails()
    {
        var (first, second, room) = await EnterAsync();
        var third = await ConnectAsync();

        Assert.Equal("fail", (await third.CallAsync("XaXb/HD_SitDown", new { BigRoomId = room })).Error);

        await ExitAsync(room, first, second);
    }

    [Fact]
    public async Task Start_IsTheFirstIdlePhase_ThenTellsWhatEverybodyHas()
    {
        var clients = await SitDownAsync();

        foreach (var client in clients)
        {
            await client.WaitForPushAsync("XaXb/Betting");
            var pushes = client.Messages.Snapshot().Where(m => m.Topic.Count(c => c == '/') == 1 && m.Topic != "XaXb/OnEnter").Select(m => m.ToString()).ToList();
            Assert.Equal(
                [
                    """XaXb/Idle {"Coin":500}""",
                    $"XaXb/OnResume [{Playing(0)},{Playing(1)}]",
                    """XaXb/Betting {"Coin":500}""",
                ],
                pushes);
        }

        await ExitAsync(await BigRoomIdAsync(clients[0]), clients);
    }

    [Fact]
    public async Task Exit_DuringTheGame_PausesAndStopsIt_AndNobodySitsAnyMore()
    {
        var clients = await SitDownAsync();
        await clients[1].WaitForPushAsync("XaXb/Idle");

        await ExitAsync(await BigRoomIdAsync(clients[0]), clients[0]);

        var stop = await clients[1].WaitForPushAsync("XaXb/OnStop");
        var pause = clients[1].Messages.Snapshot().TakeWhile(m => m != stop).Last();
        Assert.Equal($"XaXb/OnPause [{Gone(0)},{Playing(1)}]", pause.ToString());
        Assert.Equal($"XaXb/OnStop [{Gone(0)},{Gone(1)}]", stop.ToString());
    }

    [Fact]
    public async Task Exit_DuringTheGame_EndsIt()
    {
        var clients = await SitDownAsync();
        await clients[1].WaitForPushAsync("XaXb/Betting");
        var room = await BigRoomIdAsync(clients[0]);

        var reply = await clients[0].CallForResultAsync("XaXb/HD_Exit", new { BigRoomId = room });

        Assert.Equal(room, reply.GetString());
        Assert.Equal(JsonValueKind.Array, (await clients[1].WaitForPushAsync("XaXb/OnStop")).Json.ValueKind);
        Assert.Equal("No room found", (await clients[0].CallAsync("XaXb/HD_Enter", new { BigRoomId = room })).Error);
        Assert.Equal("fail", (await clients[0].CallAsync("XaXb/HD_SitDown", "{}")).Error);
    }

    [Fact]
    public async Task BrokenConnection_DuringTheGame_EndsIt()
    {
        var clients = await SitDownAsync();
        await clients[1].WaitForPushAsync("XaXb/Betting");

        clients[0].Abort();

        await clients[1].WaitForPushAsync("XaXb/OnStop");
    }

    [Fact]
    public async Task Enter_AnotherTable_LeavesTheFormer()
    {
        var clients = await SitDownAsync();
        await clients[1].WaitForPushAsync("XaXb/Betting");
        var other = await ConnectAsync();
        var room = await GetTableAsync(other);
        await other.CallForResultAsync("XaXb/HD_Enter", new { BigRoomId = room });

        await clients[0].CallForResultAsync("XaXb/HD_Enter", new { BigRoomId = room });

        await clients[1].WaitForPushAsync("XaXb/OnStop");
        await other.WaitForPushAsync("XaXb/OnEnter", Waiting(1));
        await ExitAsync(room, clients[0], other);
    }

    [Fact]
    public async Task PausedGame_GoesOnWhenStarted()
    {
        var clients = await SitDownAsync();
        await clients[1].WaitForPushAsync("XaXb/Idle");

        await clients[0].CallForResultAsync("XaXb/HD_PauseGame", "{}");
        await clients[1].WaitForPushAsync("XaXb/OnPause");
        await clients[1].CallForResultAsync("XaXb/HD_StartGame", "{}");

        await clients[0].Messages.WaitForAsync(
            all => all.SkipWhile(m => m.Topic != "XaXb/OnPause").Any(m => m.Topic == "XaXb/OnResume"), "the end of the pause");
        await clients[0].WaitForPushAsync("XaXb/Betting");
    }

    private static string Waiting(int seat) => $$"""{"Coin":1000,"Rid":"","SeatIndex":{{seat}},"SitDown":false,"Stake":false,"Target":0,"Weight":0}""";

    private static string Playing(int seat) => $$"""{"Coin":100000,"Rid":"","SeatIndex":{{seat}},"SitDown":true,"Stake":false,"Target":0,"Weight":0}""";

    private static string Gone(int seat) => $$"""{"Coin":100000,"Rid":"","SeatIndex":{{seat}},"SitDown":false,"Stake":false,"Target":0,"Weight":0}""";

    private static IReadOnlyList<string> Entered(GameClient client) =>
        [.. client.Messages.Snapshot().Where(m => m.Topic == "XaXb/OnEnter").Select(m => m.Text)];

    // The next test's players must not be sent to a seat that nobody leaves.
    private static async Task ExitAsync(string room, params GameClient[] clients)
    {
        foreach (var client in clients)
        {
            await client.CallForResultAsync("XaXb/HD_Exit", new { BigRoomId = room });
        }
    }

    private static async Task<string> GetTableAsync(GameClient client) =>
        (await client.CallForResultAsync("XaXb/HD_GetUsableTable", """{"gameName":"xaxb"}""")).GetProperty("BigRoomId").GetString()!;

    private static async Task<string> BigRoomIdAsync(GameClient client)
    {
        var entered = await client.Messages.WaitForAsync(m => m.Topic.StartsWith("XaXb/HD_Enter/", StringComparison.Ordinal), "the table");
        return entered.Json.GetProperty("Result").GetString()!;
    }

    private async Task<(GameClient First, GameClient Second, string Room)> EnterAsync()
    {
        var first = await ConnectAsync();
        var second = await ConnectAsync();
        var room = await GetTableAsync(first);
        Assert.Equal(room, (await first.CallForResultAsync("XaXb/HD_Enter", new { BigRoomId = room })).GetString());
        await second.CallForResultAsync("XaXb/HD_Enter", new { BigRoomId = room });
        return (first, second, room);
    }

    private async Task<GameClient[]> SitDownAsync()
    {
        var (first, second, room) = await EnterAsync();
        foreach (var client in new[] { first, second })
        {
            Assert.Equal("success", (await client.CallForResultAsync("XaXb/HD_SitDown", new { BigRoomId = room })).GetString());
        }

        return [first, second];
    }
}
