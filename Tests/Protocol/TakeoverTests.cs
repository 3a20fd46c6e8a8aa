using Mqant.Tests.Conformance;
using System.Net;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>The same client id twice.</summary>
public sealed class TakeoverTests(SharedGateway shared) : GatewayTest(shared)
{
    [Fact]
    [Conformance("3.1.1", "MQTT-3.1.3-2", "MQTT-3.1.4-2")]
    public async Task SameClientId_Version311_EndsTheOlderConnection()
    {
        var options = new ClientOptions { ClientId = Unique("id") };
        var older = await ConnectAsync(options);

        var newer = await ConnectAsync(options);

        await older.WaitForDisconnectAsync();
        await AssertAliveAsync(newer);
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.1.3-2", "MQTT-3.1.4-3")]
    public async Task SameClientId_Version5_TellsTheOlderConnectionWhy()
    {
        var options = ClientOptions.Version5 with { ClientId = Unique("id") };
        var older = await ConnectAsync(options);

        var newer = await ConnectAsync(options);

        Assert.Equal(MqttClientDisconnectReason.SessionTakenOver, (await older.WaitForDisconnectAsync()).Reason);
        await AssertAliveAsync(newer);
    }

    [Fact]
    public async Task SameClientId_OverAnotherTransportAndVersion_EndsTheOlderConnection()
    {
        var options = new ClientOptions { ClientId = Unique("id") };
        var older = await ConnectAsync(options);

        var newer = await ConnectAsync(options with { Version = MqttProtocolVersion.V500, WebSocketPath = "/mqtt" });

        await older.WaitForDisconnectAsync();
        await AssertAliveAsync(newer);
    }

    [Fact]
    public async Task SameClientId_ManyTimesInARow_LeavesTheNewestAlone()
    {
        var options = new ClientOptions { ClientId = Unique("id") };
        var clients = new List<GameClient>();
        for (var i = 0; i < 10; i++)
        {
            clients.Add(await ConnectAsync(options));
        }

        foreach (var older in clients.SkipLast(1))
        {
            await older.WaitForDisconnectAsync();
        }

        await AssertAliveAsync(clients[^1]);
    }

    [Fact]
    public async Task SameClientId_Version31_IsShared()
    {
        var options = new ClientOptions { Version = MqttProtocolVersion.V310, ClientId = Unique("id") };
        var older = await ConnectAsync(options);

        var newer = await ConnectAsync(options);

        await AssertAliveAsync(newer);
        await AssertAliveAsync(older);
    }

    [Fact]
    public async Task SameClientId_OfAVersion31ClientAndANewerOne_IsShared()
    {
        var options = new ClientOptions { ClientId = Unique("id") };
        var old = await ConnectAsync(options with { Version = MqttProtocolVersion.V310 });
        var modern = await ConnectAsync(options);

        var another = await ConnectAsync(options with { Version = MqttProtocolVersion.V310 });

        await AssertAliveAsync(another);
        await AssertAliveAsync(modern);
        await AssertAliveAsync(old);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    [Conformance("3.1.1", "MQTT-3.1.4-2")]
    [Conformance("5.0", "MQTT-3.1.4-3")]
    public async Task SameClientId_OfAGuestAtAnotherAddress_IsNotTakenOver(MqttProtocolVersion version)
    {
        var options = new ClientOptions { Version = version, ClientId = Unique("id") };
        var here = await ConnectAsync(options);

        var elsewhere = await ConnectAsync(options with { From = IPAddress.Parse("127.0.0.2") });

        await AssertAliveAsync(elsewhere);
        await AssertAliveAsync(here);
    }

    [Fact]
    public async Task SameClientId_OfOneWhoHasLoggedIn_IsTakenOverByTheSameUserOnly()
    {
        var room = Unique("room");
        var (watcher, _) = await LoginAsync();
        await watcher.JoinAsync(room);
        var options = ClientOptions.Version5 with { ClientId = Unique("id") };
        var (older, user) = await LoginAsync("leaver", options);
        await older.JoinAsync(room);

        var newer = await ConnectAsync(options);
        await AssertAliveAsync(newer);
        await AssertAliveAsync(older);

        await newer.LoginAsync(user);
        Assert.Equal(MqttClientDisconnectReason.SessionTakenOver, (await older.WaitForDisconnectAsync()).Reason);
        await watcher.WaitForPushAsync("Chat/OnLeave", $$"""{"roomName":"{{room}}","user":"{{user}}"}""");
    }

    private static async Task AssertAliveAsync(GameClient client)
        => Assert.Equal("you say : alive", (await client.CallForResultAsync("HelloWorld/HD_Say", new { say = "alive" })).GetString());
}
