using Mqant.Tests.Conformance;
using System.Net.WebSockets;
using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>MQTT over WebSocket.</summary>
public sealed class WebSocketTests(SharedGateway shared) : GatewayTest(shared)
{
    [Theory]
    [InlineData("/mqant", "mqtt")]
    [InlineData("/mqant", "mqttv3.1")]
    [InlineData("/mqtt", "mqtt")]
    [InlineData("/mqtt", "mqttv3.1")]
    [InlineData("/", "mqtt")]
    [InlineData("/", "mqttv3.1")]
    [InlineData("/any/other/path", "mqtt")]
    public async Task Upgrade_AnswersTheSubprotocolOnEveryPath(string path, string subProtocol)
    {
        using var socket = await OpenWebSocketAsync(path, subProtocol);

        Assert.Equal(subProtocol, socket.SubProtocol);
        await AssertServedAsync(socket);
    }

    [Theory]
    [InlineData("/mqant")]
    [InlineData("/mqtt")]
    [InlineData("/")]
    public async Task Upgrade_WithoutASubprotocol_IsAccepted(string path)
    {
        using var socket = await OpenWebSocketAsync(path);

        Assert.Null(socket.SubProtocol);
        await AssertServedAsync(socket);
    }

    [Fact]
    public async Task Upgrade_OfferingSeveralSubprotocols_IsAnsweredWithOneOfThem()
    {
        using var socket = await OpenWebSocketAsync("/mqtt", "something-else", "mqttv3.1", "mqtt");

        Assert.Contains(socket.SubProtocol, new[] { "mqtt", "mqttv3.1" });
        await AssertServedAsync(socket);
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V310, "mqtt")]
    [InlineData(MqttProtocolVersion.V310, "mqttv3.1")]
    [InlineData(MqttProtocolVersion.V311, "mqttv3.1")]
    [InlineData(MqttProtocolVersion.V311, null)]
    [InlineData(MqttProtocolVersion.V500, null)]
    public async Task Client_OfEveryVersionWithEverySubprotocol_CallsAHandler(MqttProtocolVersion version, string? subProtocol)
    {
        var client = await ConnectAsync(new ClientOptions
        {
            Version = version,
            WebSocketPath = "/mqant",
            SubProtocols = subProtocol is null ? [] : [subProtocol],
        });

        Assert.Equal("you say : hello", (await client.CallForResultAsync("HelloWorld/HD_Say", new { say = "hello" })).GetString());
    }

    [Fact]
    public async Task Frame_WithSeveralPackets_IsReadWhole()
    {
        using var socket = await OpenWebSocketAsync("/mqtt", "mqtt");
        using var reader = RawClient.Over(socket);

        await SendAsync(
            socket,
            [
                .. Packet.Connect(4, Unique("id")),
                .. Packet.Publish("HelloWorld/HD_Say/1", """{"say":"a"}"""),
                .. Packet.Publish("HelloWorld/HD_Say/2", """{"say":"b"}"""),
            ]);

        Assert.Equal(PacketKind.ConnAck, (await reader.ReadAsync()).Kind);
        Assert.Equal(
            ["HelloWorld/HD_Say/1", "HelloWorld/HD_Say/2"],
            new[] { await reader.ReadAsync(), await reader.ReadAsync() }.Select(packet => packet.Topic).Order());
    }

    [Fact]
    public async Task Packet_OverSeveralFrames_IsReadWhole()
    {
        using var socket = await OpenWebSocketAsync("/mqtt", "mqtt");
        using var reader = RawClient.Over(socket);
        byte[] bytes = [.. Packet.Connect(4, Unique("id")), .. Packet.Publish("HelloWorld/HD_Say/1", """{"say":"piece by piece"}""")];

        foreach (var piece in bytes.Chunk(3))
        {
            await SendAsync(socket, piece);
        }

        Assert.Equal(PacketKind.ConnAck, (await reader.ReadAsync()).Kind);
        Assert.Equal("HelloWorld/HD_Say/1", (await reader.ReadAsync()).Topic);
    }

    [Fact]
    public async Task Frame_InFragments_IsReadWhole()
    {
        using var socket = await OpenWebSocketAsync("/mqtt", "mqtt");
        using var reader = RawClient.Over(socket);
        var bytes = Packet.Connect(4, Unique("id"));

        await SendAsync(socket, bytes[..5], endOfMessage: false);
        await SendAsync(socket, bytes[5..]);

        Assert.Equal(PacketKind.ConnAck, (await reader.ReadAsync()).Kind);
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-6.0.0-1")]
    public async Task Answers_AreBinaryFrames()
    {
        using var socket = await OpenWebSocketAsync("/mqtt", "mqtt");
        await SendAsync(socket, Packet.Connect(4, Unique("id")));

        var frame = await socket.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken).WithinDeadline("the answer");

        Assert.Equal(WebSocketMessageType.Binary, frame.MessageType);
    }

    [Fact]
    public async Task TextFrame_ClosesTheConnection()
    {
        using var socket = await OpenWebSocketAsync("/mqtt", "mqtt");
        await socket.SendAsync("CONNECT"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

        Assert.Empty(await ReadToEndAsync(socket));
    }

    [Fact]
    public async Task PacketTooLarge_ClosesTheConnection()
    {
        using var socket = await OpenWebSocketAsync("/mqtt", "mqtt");
        await SendAsync(socket, Packet.Connect(4, Unique("id")));
        await SendAsync(socket, Packet.Announce(0x30, 100 << 20));

        var connAck = Assert.Single(await ReadToEndAsync(socket));
        Assert.Equal(0, connAck.Body[1]);
    }

    [Fact]
    public async Task Packet_OfTheLargestSize_IsServed()
    {
        var client = await ConnectAsync(new ClientOptions { WebSocketPath = "/mqtt" });
        var say = new string('x', 65_000);

        Assert.Equal("you say : " + say, (await client.CallForResultAsync("HelloWorld/HD_Say", new { say })).GetString());
    }

    private static Task SendAsync(ClientWebSocket socket, byte[] bytes, bool endOfMessage = true)
        => socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage, TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<Packet>> ReadToEndAsync(ClientWebSocket socket)
    {
        try
        {
            using var reader = RawClient.Over(socket);
            return await reader.ReadToEndAsync();
        }
        catch (WebSocketException)
        {
            // Closed without WebSocket's own goodbye.
            return [];
        }
    }

    private static async Task AssertServedAsync(ClientWebSocket socket)
    {
        using var reader = RawClient.Over(socket);
        await SendAsync(socket, Packet.Connect(4, Unique("id")));
        var answer = await reader.ReadAsync();
        Assert.Equal(PacketKind.ConnAck, answer.Kind);
        Assert.Equal(0, answer.Body[1]);
    }
}
