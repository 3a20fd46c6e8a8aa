using System.Net.WebSockets;
using System.Text;
using MQTTnet;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Hosting;

/// <summary>How a gateway says goodbye.</summary>
public sealed class ShutdownTests
{
    // MQTT 5.0 section 3.14.2.1.
    private const byte ServerShuttingDown = 0x8B;

    // MQTT 3.1.1 section 3.2.2.3.
    private const byte ServerUnavailable = 3;

    // What an MQTTnet client has received and not shown yet is gone when its connection ends: these read themselves.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terminate_AsksClientsToReconnectAndExitsCleanly(bool byWebSocket)
    {
        await using var gateway = await MqantProcess.StartGatewayAsync();
        var clients = new Dictionary<int, Task<IReadOnlyList<Packet>>>();
        foreach (var level in new[] { 3, 4, 5 })
        {
            clients[level] = await (byWebSocket ? ConnectWebSocketAsync(gateway, level) : ConnectAsync(gateway, level));
        }

        await gateway.StopAsync();

        foreach (var (level, read) in clients)
        {
            var packets = await read;
            var push = packets[0];
            Assert.Equal("Session/OnReconnect", push.Topic);
            Assert.EndsWith("""{"reason":"draining"}""", Encoding.UTF8.GetString(push.Payload), StringComparison.Ordinal);
            Assert.Equal(level == 5 ? 2 : 1, packets.Count);
            if (level == 5)
            {
                Assert.Equal((PacketKind.Disconnect, ServerShuttingDown), (packets[1].Kind, packets[1].Body[0]));
            }
        }
    }

    [Fact]
    public async Task Terminate_WithRequestsInFlight_AnswersThemFirst()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync();
        using var client = await RawClient.ConnectAsync(gateway);
        const int count = 200;

        await client.SendAsync([.. Enumerable.Range(0, count).Select(i => Packet.Publish($"HelloWorld/HD_Say/{i}", """{"say":"hello"}"""))]);
        await client.ReadAsync();
        gateway.Terminate();
        var packets = await client.ReadToEndAsync();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Equal(count, 1 + packets.Count(packet => packet.Topic.StartsWith("HelloWorld/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Terminate_ClientsThatStay_AreAnsweredUntilTheyLeave()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Gateway:DrainTimeout=01:00:00");
        using var waiting = await GameClient.ConnectAsync(gateway);
        using var opener = await GameClient.ConnectAsync(gateway);
        var passed = waiting.CallAsync("Gate@drain/HD_Pass", "{}");
        await waiting.CallAsync("Gate@another/HD_Name", "{}");

        gateway.Terminate();
        await waiting.WaitForPushAsync("Session/OnReconnect");
        await opener.WaitForPushAsync("Session/OnReconnect");
        Assert.Equal("you say : still here", (await opener.CallForResultAsync("HelloWorld/HD_Say", new { say = "still here" })).GetString());
        await opener.CallForResultAsync("Gate@drain/HD_Open", "{}");

        Assert.Equal("passed", (await passed).Result.GetString());
        await waiting.DisconnectAsync();
        await opener.DisconnectAsync();
        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    [Fact]
    public async Task Terminate_WhoComesWhileItDrains_IsToldSo()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Gateway:DrainTimeout=01:00:00");
        using var stays = await GameClient.ConnectAsync(gateway);
        gateway.Terminate();
        await stays.WaitForPushAsync("Session/OnReconnect");

        using var late = await RawClient.OpenAsync(gateway);
        await late.SendAsync(Packet.Connect(4, "late"));
        var answer = Assert.Single(await late.ReadToEndAsync());

        Assert.Equal((PacketKind.ConnAck, ServerUnavailable), (answer.Kind, answer.Body[1]));
        await stays.DisconnectAsync();
        Assert.Equal(0, await gateway.WaitForExitAsync());
    }

    [Fact]
    public async Task Terminate_Twice_WaitsForNobody()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Gateway:DrainTimeout=01:00:00");
        using var client = await GameClient.ConnectAsync(gateway, ClientOptions.Version5);

        gateway.Terminate();
        await client.WaitForPushAsync("Session/OnReconnect");
        gateway.Terminate();

        Assert.Equal(0, await gateway.WaitForExitAsync());
        Assert.Equal(MqttClientDisconnectReason.ServerShuttingDown, (await client.WaitForDisconnectAsync()).Reason);
    }

    [Fact]
    public async Task Terminate_WithoutClients_ExitsAtOnce()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync("--Mqant:Gateway:DrainTimeout=01:00:00");

        await gateway.StopAsync();
    }

    [Fact]
    public async Task Terminate_WithConnectionsThatSayNothing_ExitsCleanly()
    {
        await using var gateway = await MqantProcess.StartGatewayAsync();
        using var silent = await RawClient.OpenAsync(gateway);
        using var half = await RawClient.OpenAsync(gateway);
        await half.SendAsync(Packet.Connect(4, "half")[..4]);

        await gateway.StopAsync();

        Assert.Empty(await silent.ReadToEndAsync());
    }

    private static async Task<Task<IReadOnlyList<Packet>>> ConnectAsync(IGateway gateway, int level)
    {
        var client = await RawClient.ConnectAsync(gateway, level);
        await client.SendAsync(Packet.PingReq);
        Assert.Equal(PacketKind.PingResp, (await client.ReadAsync()).Kind);
        return ReadAsync();

        async Task<IReadOnlyList<Packet>> ReadAsync()
        {
            using (client)
            {
                return await client.ReadToEndAsync();
            }
        }
    }

    private static async Task<Task<IReadOnlyList<Packet>>> ConnectWebSocketAsync(IGateway gateway, int level)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        await socket.ConnectAsync(new Uri($"ws://{gateway.WebSocket}/mqtt"), TestContext.Current.CancellationToken);
        await socket.SendAsync(Packet.Connect(level, $"shutdown-{level}"), WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
        var client = RawClient.Over(socket);
        Assert.Equal(PacketKind.ConnAck, (await client.ReadAsync()).Kind);
        await socket.SendAsync(Packet.PingReq, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
        Assert.Equal(PacketKind.PingResp, (await client.ReadAsync()).Kind);
        return ReadAsync();

        async Task<IReadOnlyList<Packet>> ReadAsync()
        {
            using (socket)
            using (client)
            {
                var packets = await client.ReadToEndAsync();
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
                return packets;
            }
        }
    }
}
