using System.Text.Json;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Protocol;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The game Hitball as its clients know it.</summary>
public sealed class HitballTests(SharedGateway shared) : GatewayTest(shared)
{
    private static readonly string[] PlayerFields =
    [
        "Rid", "SitDown", "NetBroken", "LastRequestDate", "X", "Y", "Wid", "XSpeed", "YSpeed", "RotateDirection", "BallRadius", "Angle", "Power",
        "RotateSpeed", "DegToRad", "MinPower", "MaxPower",
    ];

    [Fact]
    public async Task Join_AsAGuest_EntersUnderARandomUserId()
    {
        var table = Unique("Hitball@t");
        var client = await ConnectAsync();

        Assert.Equal("success", (await client.CallForResultAsync($"{table}/HD_Join", "{}")).GetString());

        var enter = (await client.WaitForPushAsync("Hitball/OnEnter")).Json;
        var rid = enter.GetProperty("Rid").GetString()!;
        Assert.Matches("^[0-9A-Za-z]{8}$", rid);
        var player = enter.GetProperty("Player").GetProperty(rid);
        Assert.Equal(PlayerFields, player.EnumerateObject().Select(p => p.Name));
        Assert.Equal(20, player.GetProperty("BallRadius").GetDouble());
        Assert.Equal(JsonValueKind.Object, enter.GetProperty("Coins").ValueKind);
        Assert.Equal(rid, (await client.WaitForPushAsync("Hitball/OnJoin")).Json.GetProperty("Rid").GetString());
    }

    [Fact]
    public async Task Join_AsAGuest_IsNoLoginElsewhere()
    {
        var client = await ConnectAsync();
        await client.CallForResultAsync($"{Unique("Hitball@t")}/HD_Join", "{}");

        Assert.Equal("必须先登录账号", (await client.CallAsync("Chat/HD_JoinChat", new { roomName = Unique("room") })).Error);
    }

    [Fact]
    public async Task Join_TellsTheOthers_AndAllSeeAllMove()
    {
        var table = Unique("Hitball@t");
        var (first, alice) = await LoginAsync("alice");
        var (second, bob) = await LoginAsync("bob");
        await first.CallForResultAsync($"{table}/HD_Join", "{}");
        await second.CallForResultAsync($"{table}/HD_Join", "{}");

        await first.Messages.WaitForAsync(m => m.Topic == "Hitball/OnJoin" && Rid(m) == bob, "bob's arrival");
        var entered = (await second.WaitForPushAsync("Hitball/OnEnter")).Json.GetProperty("Player");
        Assert.Equal([alice, bob], entered.EnumerateObject().Select(p => p.Name).Order());
        foreach (var client in new[] { first, second })
        {
            await client.Messages.WaitForAsync(
                m => m.Topic == "Hitball/OnMove" && m.Json.TryGetProperty(alice, out _) && m.Json.TryGetProperty(bob, out _), "everybody's positions");
        }

        second.Abort();
        await first.Messages.WaitForAsync(
            all => all.LastOrDefault(m => m.Topic == "Hitball/OnMove") is { } last && !last.Json.TryGetProperty(bob, out _), "positions without bob");
    }

    [Fact]
    public async Task FreshTable_HasItsCoins_BeforeAnybodyEnters()
    {
        var table = Unique("Hitball@t");
        var client = await ConnectAsync();
        await client.CallForResultAsync($"{table}/HD_Join", "{}");

        var coins = (await client.WaitForPushAsync("Hitball/OnEnter")).Json.GetProperty("Coins").EnumerateObject().ToList();

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], coins.Select(coin => coin.Name).Order());
        Assert.Equal(["Id", "X", "Y", "Wid", "Type"], coins[0].Value.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Fire_SpeedsTheBallUp_FromWhereItIs()
    {
        var table = Unique("Hitball@t");
        var (client, user) = await LoginAsync();
        await client.CallForResultAsync($"{table}/HD_Join", "{}");
        var start = (await client.WaitForPushAsync("Hitball/OnEnter")).Json.GetProperty("Player").GetProperty(user);

        var reply = await client.CallForResultAsync($"{table}/HD_Fire", """{"Angle":0,"Power":50,"X":-1,"Y":-1}""");

        Assert.Equal("success", reply.GetString());
        var moved = await client.Messages.WaitForAsync(
            m => m.Topic == "Hitball/OnMove" && m.Json.GetProperty(user).GetProperty("RotateDirection").GetInt32() == -1, "the shot");
        var player = moved.Json.GetProperty(user);
        Assert.InRange(Math.Abs(player.GetProperty("XSpeed").GetDouble()), 2, 2.5);
        Assert.Equal(0, player.GetProperty("YSpeed").GetDouble(), 6);
        Assert.Equal(start.GetProperty("Y").GetDouble(), player.GetProperty("Y").GetDouble(), 6);
    }

    [Fact]
    public async Task EatCoin_WhereTheBallIs_TellsEverybody()
    {
        var table = Unique("Hitball@t");
        var (client, user) = await LoginAsync();
        await client.CallForResultAsync($"{table}/HD_Join", "{}");
        var all = await client.Messages.WaitForAsync(messages => Coins(messages).Count >= 8, "eight coins");
        var coins = Coins(all);

        // Drives to the nearest coin.
        var (x, y) = Position(all, user);
        var near = coins.MinBy(c => Distance(c.Value, (x, y)));
        var eaten = client.Messages.WaitForAsync(m => m.Topic == "Hitball/OnEatCoins", "the eaten coin");
        while (!eaten.IsCompleted)
        {
            var moves = Moves(client.Messages.Snapshot());
            var (atX, atY) = Position(client.Messages.Snapshot(), user);
            var angle = Math.Atan2(near.Value.Y - atY, near.Value.X - atX) * 180 / Math.PI;
            await client.CallForResultAsync($"{table}/HD_Fire", new { Angle = angle, Power = 20, X = 0, Y = 0 });
            if (Distance(near.Value, (atX, atY)) < 40)
            {
                await client.CallForResultAsync($"{table}/HD_EatCoin", new { Id = near.Key });
            }

            await client.Messages.WaitForAsync(messages => Moves(messages) > moves, "a move");
        }

        Assert.Equal(near.Key, (await eaten).Json.GetProperty("Id").GetInt32());
        await client.Messages.WaitForAsync(m => m.Topic == "Hitball/OnAddCoins" && m.Json.GetProperty("Id").GetInt32() == 9, "the coin that comes for it");
    }

    [Fact]
    public async Task EatCoin_OutOfReach_BringsTheCoinBackUnderANewNumber_HoweverOftenOneAsks()
    {
        var table = Unique("Hitball@t");
        var (client, user) = await LoginAsync();
        await client.CallForResultAsync($"{table}/HD_Join", "{}");
        var enter = await client.WaitForPushAsync("Hitball/OnEnter");
        var far = Coins([enter]).MaxBy(coin => Distance(coin.Value, Position([enter], user)));

        for (var i = 0; i < 100; i++)
        {
            await client.PublishAsync($"{table}/HD_EatCoin", $$"""{"Id":{{far.Key}}}""");
        }

        var eaten = await client.WaitForPushAsync("Hitball/OnEatCoins");
        Assert.Equal(far.Key, eaten.Json.GetProperty("Id").GetInt32());
        Assert.Equal(far.Value, At(eaten.Json));

        // Before it, so that no page is ever without the coin.
        var added = Assert.Single(client.Messages.Snapshot().TakeWhile(m => m != eaten), m => m.Topic == "Hitball/OnAddCoins");
        Assert.Equal(9, added.Json.GetProperty("Id").GetInt32());
        Assert.Equal(far.Value, At(added.Json));

        // All that was asked before this was answered counts as one.
        await client.CallForResultAsync($"{table}/HD_EatCoin", new { Id = far.Key });
        var moves = Moves(client.Messages.Snapshot());
        await client.Messages.WaitForAsync(all => Moves(all) > moves + 15, "more than a second");
        Assert.Single(client.Messages.Snapshot(), m => m.Topic is "Hitball/OnEatCoins");
        Assert.Single(client.Messages.Snapshot(), m => m.Topic is "Hitball/OnAddCoins");
    }

    [Theory]
    [InlineData("HD_Fire", """{"Angle":1,"Power":2,"X":3}""", "Angle , Power X ,Y cannot be nil")]
    [InlineData("HD_EatCoin", "{}", "Id cannot be nil")]
    [InlineData("HD_Move", """{"war":"w","x":1,"y":2}""", "war , wid ,x ,y cannot be nil")]
    public async Task MissingField_IsToldSo(string handler, string payload, string error)
    {
        var client = await ConnectAsync();

        Assert.Equal(error, (await client.CallAsync($"{Unique("Hitball@t")}/{handler}", payload)).Error);
    }

    [Fact]
    public async Task Move_IsSentBackToTheCaller()
    {
        var client = await ConnectAsync();

        var reply = await client.CallForResultAsync($"{Unique("Hitball@t")}/HD_Move", """{"war":"1","wid":2,"x":3.5,"y":4}""");

        Assert.Equal("success", reply.GetString());
        await client.WaitForPushAsync("Hitball/OnMove", """{"roles":[{"x":3.5,"y":4}]}""");
    }

    [Fact]
    public async Task Guest_TakesTheSeatThatWasReserved()
    {
        var table = Unique("table");
        var client = await ConnectAsync();
        await client.CallForResultAsync("Rooms/HD_JoinOrCreate", new { module = "Hitball", room = table, capacity = 1 });

        Assert.Equal("success", (await client.CallForResultAsync($"Hitball@{table}/HD_Join", "{}")).GetString());
    }

    [Fact]
    public async Task NumbersThatAreTooLarge_DoNotHarmTheTable()
    {
        var table = Unique("Hitball@t");
        var (client, user) = await LoginAsync();
        await client.CallForResultAsync($"{table}/HD_Join", "{}");

        await client.CallForResultAsync($"{table}/HD_Fire", """{"Angle":1e308,"Power":0,"X":0,"Y":0}""");
        await client.CallForResultAsync($"{table}/HD_Fire", """{"Angle":1e400,"Power":1e400,"X":1e400,"Y":1e400}""");
        await client.CallForResultAsync($"{table}/HD_EatCoin", """{"Id":1e400}""");
        Assert.Equal(GameErrors.BadJson, (await client.CallAsync($"{table}/HD_Move", """{"war":1,"wid":2,"x":1e400,"y":0}""")).Error);
        await client.CallForResultAsync($"{table}/HD_Fire", """{"Angle":0,"Power":50,"X":0,"Y":0}""");

        await client.Messages.WaitForAsync(
            m => m.Topic == "Hitball/OnMove" && m.Json.GetProperty(user).GetProperty("Power").GetDouble() == 50, "the last shot");
    }

    [Fact]
    public async Task PlainTable_IsSharedByAll()
    {
        var (first, alice) = await LoginAsync("alice");
        var (second, _) = await LoginAsync("bob");
        await first.CallForResultAsync("Hitball/HD_Join", "{}");

        await second.CallForResultAsync("Hitball/HD_Join", "{}");

        Assert.True((await second.WaitForPushAsync("Hitball/OnEnter")).Json.GetProperty("Player").TryGetProperty(alice, out _));
    }

    private static int Moves(IReadOnlyList<Received> messages) => messages.Count(m => m.Topic == "Hitball/OnMove");

    private static string? Rid(Received message) => message.Json.GetProperty("Rid").GetString();

    private static Dictionary<int, (double X, double Y)> Coins(IReadOnlyList<Received> messages)
    {
        var coins = new Dictionary<int, (double, double)>();
        foreach (var message in messages)
        {
            if (message.Topic == "Hitball/OnEnter")
            {
                foreach (var coin in message.Json.GetProperty("Coins").EnumerateObject())
                {
                    coins[coin.Value.GetProperty("Id").GetInt32()] = At(coin.Value);
                }
            }
            else if (message.Topic == "Hitball/OnAddCoins")
            {
                coins[message.Json.GetProperty("Id").GetInt32()] = At(message.Json);
            }
        }

        return coins;
    }

    private static (double X, double Y) Position(IReadOnlyList<Received> messages, string rid)
    {
        var last = messages.Last(m => m.Topic is "Hitball/OnMove" or "Hitball/OnEnter").Json;
        return At((last.TryGetProperty("Player", out var players) ? players : last).GetProperty(rid));
    }

    private static (double X, double Y) At(JsonElement thing) => (thing.GetProperty("X").GetDouble(), thing.GetProperty("Y").GetDouble());

    private static double Distance((double X, double Y) a, (double X, double Y) b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));
}
