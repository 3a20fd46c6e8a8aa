using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>What game code does with sessions, as far as clients see it.</summary>
public sealed class SessionTests(SharedGateway shared) : GatewayTest(shared)
{
    [Theory]
    [InlineData(null, "tcp")]
    [InlineData("/mqtt", "websocket")]
    public async Task Session_KnowsItsTransportAndAddress(string? webSocketPath, string transport)
    {
        var client = await ConnectAsync(new ClientOptions { WebSocketPath = webSocketPath });

        var shown = await ShowAsync(client);

        Assert.Equal(transport, shown.GetProperty("Transport").GetString());
        Assert.Equal("127.0.0.1", shown.GetProperty("RemoteAddress").GetString());
        Assert.Equal(string.Empty, shown.GetProperty("User").GetString());
    }

    [Fact]
    public async Task Session_OfAWebSocket_StartsWithItsUserAgent()
    {
        var client = await ConnectAsync(new ClientOptions
        {
            WebSocketPath = "/mqtt",
            Configure = options => options.WithWebSocketServer(socket => socket
                .WithUri($"ws://{Gateway.WebSocket}/mqtt")
                .WithRequestHeaders(new Dictionary<string, string> { ["User-Agent"] = "a browser" })),
        });

        Assert.Equal("a browser", (await ShowAsync(client)).GetProperty("Settings").GetProperty("User-Agent").GetString());
    }

    [Fact]
    public async Task Login_SetsTheUserAndTheSettingOfTheDemo()
    {
        var (client, user) = await LoginAsync();

        var shown = await ShowAsync(client);

        Assert.Equal(user, shown.GetProperty("User").GetString());
        Assert.Equal("true", shown.GetProperty("Settings").GetProperty("login").GetString());
    }

    [Fact]
    public async Task Settings_AreThereForTheNextCall()
    {
        var client = await ConnectAsync();

        await SetAsync(client, "HD_Set", """{"a":"1","b":"二"}""");
        Assert.Equal("""{"a":"1","b":"二"}""", await SettingsAsync(client));
        await SetAsync(client, "HD_Set", """{"a":null,"b":"2"}""");
        Assert.Equal("""{"b":"2"}""", await SettingsAsync(client));
    }

    [Fact]
    public async Task Settings_OfAHandlerThatFails_AreDiscarded()
    {
        var client = await ConnectAsync();
        await SetAsync(client, "HD_Set", """{"a":"1"}""");

        var reply = await client.CallAsync("Session/HD_SetAndFail", """{"a":"2","b":"2"}""");

        Assert.Equal("failed on purpose", reply.Error);
        Assert.Equal("""{"a":"1"}""", await SettingsAsync(client));
    }

    [Fact]
    public async Task Settings_AppliedAtOnce_StayWhenTheHandlerFails()
    {
        var client = await ConnectAsync();

        var reply = await client.CallAsync("Session/HD_SetAtOnceAndFail", """{"a":"2"}""");

        Assert.Equal("failed on purpose", reply.Error);
        Assert.Equal("""{"a":"2"}""", await SettingsAsync(client));
    }

    [Fact]
    public async Task Settings_OfAUser_AreThereAtTheNextLogin()
    {
        var (client, user) = await LoginAsync();
        var watcher = await ConnectAsync();
        await watcher.CallForResultAsync("Social/HD_Watch", new { Name = user });
        await SetAsync(client, "HD_Set", """{"level":"7"}""");
        await client.DisconnectAsync();

        // The user hears of its end after what was set.
        await watcher.WaitForPushAsync("Social/OnUser", $"\"{user} False\"");
        var again = await ConnectAsync();
        await SetAsync(again, "HD_Set", """{"mood":"good"}""");
        await again.LoginAsync(user);

        var settings = (await ShowAsync(again)).GetProperty("Settings");
        Assert.Equal("7", settings.GetProperty("level").GetString());
        Assert.Equal("good", settings.GetProperty("mood").GetString());
    }

    [Fact]
    public async Task Settings_OfAGuestWithAnId_AreNotStored()
    {
        var guest = Unique("guest");
        var client = await ConnectAsync();
        Assert.Empty((await client.CallAsync("Session/HD_BindGuest", new { Name = guest })).Error);
        await SetAsync(client, "HD_Set", """{"level":"7"}""");
        await client.DisconnectAsync();

        var again = await ConnectAsync();
        await again.LoginAsync(guest);

        Assert.Equal("""{"login":"true"}""", await SettingsAsync(again));
    }

    [Fact]
    public async Task Bind_InAHandlerThatFails_IsReleased()
    {
        var user = Unique("user");
        var client = await ConnectAsync();

        Assert.Equal("failed on purpose", (await client.CallAsync("Session/HD_BindAndFail", new { Name = user })).Error);

        Assert.Equal("Not Logined", (await client.CallAsync("Session/HD_Members", "{}")).Error);
        var other = await ConnectAsync();
        await other.LoginAsync(user);
        Assert.Equal("\"you say : still here\"", (await client.CallAsync("HelloWorld/HD_Say", new { say = "still here" })).ResultText);
        Assert.DoesNotContain(client.Messages.Snapshot(), message => message.Topic == "Session/OnKick");
    }

    [Fact]
    public async Task Unbind_MakesTheSessionAGuestAndFreesTheUser()
    {
        var room = Unique("room");
        var (watcher, _) = await LoginAsync("watcher");
        var (client, user) = await LoginAsync("unbound");
        await watcher.JoinAsync(room);
        await client.JoinAsync(room);
        Assert.Equal($"\"welcome {user}\"", (await client.CallAsync("Session/HD_Members", "{}")).ResultText);

        await client.CallForResultAsync("Session/HD_Unbind", "{}");

        await watcher.WaitForPushAsync("Chat/OnLeave", $$"""{"roomName":"{{room}}","user":"{{user}}"}""");
        Assert.Equal("Not Logined", (await client.CallAsync("Session/HD_Members", "{}")).Error);
        var other = await ConnectAsync();
        await other.LoginAsync(user);
        Assert.Equal("\"you say : still here\"", (await client.CallAsync("HelloWorld/HD_Say", new { say = "still here" })).ResultText);
    }

    [Fact]
    public async Task Login_AsSomebodyElse_LeavesTheRoomsOfTheFormerUser()
    {
        var room = Unique("room");
        var (watcher, _) = await LoginAsync("watcher");
        var (client, user) = await LoginAsync("former");
        await watcher.JoinAsync(room);
        await client.JoinAsync(room);

        await client.LoginAsync(Unique("later"));

        await watcher.WaitForPushAsync("Chat/OnLeave", $$"""{"roomName":"{{room}}","user":"{{user}}"}""");
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Close_SendsWhatWasSentBeforeAndEndsTheConnection(MqttProtocolVersion version)
    {
        var client = await ConnectAsync(new ClientOptions { Version = version });

        await client.PublishAsync("Session/HD_Close", "{}");

        Assert.Equal("""{"reason":"the game is over"}""", (await client.WaitForPushAsync("Session/OnGoodbye")).Text);
        var end = await client.WaitForDisconnectAsync();
        if (version == MqttProtocolVersion.V500)
        {
            Assert.Equal(MqttClientDisconnectReason.AdministrativeAction, end.Reason);
        }
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V310, null)]
    [InlineData(MqttProtocolVersion.V311, null)]
    [InlineData(MqttProtocolVersion.V500, null)]
    [InlineData(MqttProtocolVersion.V311, "/mqtt")]
    public async Task Pushes_AreBareAndComeBeforeTheReply(MqttProtocolVersion version, string? webSocketPath)
    {
        var client = await ConnectAsync(new ClientOptions { Version = version, WebSocketPath = webSocketPath });

        await client.CallForResultAsync("Session/HD_Push", "{}");

        var messages = client.Messages.Snapshot();
        Assert.Equal(["Session/OnText", "Session/OnNothing", "Session/OnBytes", "Session/HD_Push/1"], messages.Select(message => message.Topic));
        Assert.Equal("\"大家好 🎉\"", messages[0].Text);
        Assert.Equal("null", messages[1].Text);
        Assert.Equal([0, 1, 254, 255], messages[2].Payload);
    }

    [Theory]
    [InlineData("Allow", "")]
    [InlineData("RejectNew", "user is already online")]
    public async Task DuplicateLogin_FollowsThePolicy(string policy, string error)
    {
        await using var gateway = await EmbeddedGateway.StartAsync($"--Mqant:Users:DuplicateLogin={policy}");
        using var older = await GameClient.ConnectAsync(gateway);
        using var newer = await GameClient.ConnectAsync(gateway);
        await older.LoginAsync("somebody");

        var login = await newer.CallAsync("Login/HD_Login", new { userName = "somebody", passWord = "secret" });

        Assert.Equal(error, login.Error);
        Assert.Equal(["somebody"], await older.JoinAsync("lobby"));
        Assert.DoesNotContain(older.Messages.Snapshot(), message => message.Topic == "Session/OnKick");
    }

    private static async Task<JsonElement> ShowAsync(GameClient client) => await client.CallForResultAsync("Session/HD_Show", "{}");

    private static async Task<string> SettingsAsync(GameClient client)
    {
        var settings = (await ShowAsync(client)).GetProperty("Settings").Deserialize<SortedDictionary<string, string>>()!;
        return JsonSerializer.Serialize(settings, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private static async Task SetAsync(GameClient client, string handler, string settings)
        => Assert.Empty((await client.CallAsync($"Session/{handler}", settings)).Error);
}
