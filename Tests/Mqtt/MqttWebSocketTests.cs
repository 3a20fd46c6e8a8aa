using Mqant.Tests.Conformance;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mqant.Tests.Mqtt;

public sealed class MqttWebSocketTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "mqtt", "mqtt")]
    [InlineData("/mqant", "mqttv3.1", "mqttv3.1")]
    [InlineData("/any/path?x=1", "mqttv3.1,mqtt", "mqtt")]
    [InlineData("/mqtt", "", null)]
    [Conformance("3.1.1", "MQTT-6.0.0-4")]
    [Conformance("5.0", "MQTT-6.0.0-4")]
    public async Task AnyPath_KnownSubprotocol_SpeaksMqtt(string path, string offered, string? chosen)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var socket = await ConnectAsync(host.Endpoints.WebSocketPort, path, offered);
        Assert.Equal(chosen, socket.SubProtocol);
        await SendAsync(socket, Packets.Connect(4));

        Assert.Equal("20020000", await ReceiveAsync(socket, 4));
    }

    [Fact]
    public async Task OtherSubprotocol_IsRefused()
    {
        await using var host = await ProtocolHost.StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(host.Endpoints.WebSocketPort, "/", "graphql-ws"));
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-6.0.0-2")]
    [Conformance("5.0", "MQTT-6.0.0-2")]
    public async Task Packets_AcrossAndWithinFrames_AreTheSame()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var socket = await ConnectAsync(host.Endpoints.WebSocketPort, "/", "mqtt");
        var connect = Packets.Connect(4);
        await SendAsync(socket, connect[..1]);
        await SendAsync(socket, []);
        await socket.SendAsync(connect.AsMemory(1, 5), WebSocketMessageType.Binary, endOfMessage: false, Cancellation);
        await socket.SendAsync(connect.AsMemory(6), WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
        Assert.Equal("20020000", await ReceiveAsync(socket, 4));

        await SendAsync(socket, [.. Packets.PingReq, .. Packets.Publish(4, "A/HD_B", qos: 1, packetId: 3), .. Packets.PingReq[..1]]);
        await SendAsync(socket, Packets.PingReq[1..]);

        Assert.Equal("D00040020003D000", await ReceiveAsync(socket, 8));
    }

    [Fact]
    public async Task LargePacket_Arrives()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var socket = await ConnectAsync(host.Endpoints.WebSocketPort, "/", "mqtt");
        await SendAsync(socket, Packets.Connect(4));
        await ReceiveAsync(socket, 4);

        await SendAsync(socket, Packets.Publish(4, "A/HD_B", new string('x', 60_000), qos: 1, packetId: 3));

        Assert.Equal("40020003", await ReceiveAsync(socket, 4));
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-6.0.0-1")]
    [Conformance("5.0", "MQTT-6.0.0-1")]
    public async Task TextMessage_Closes()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var socket = await ConnectAsync(host.Endpoints.WebSocketPort, "/", "mqtt");
        await SendAsync(socket, Packets.Connect(4));
        await ReceiveAsync(socket, 4);

        await socket.SendAsync(Packets.PingReq, WebSocketMessageType.Text, endOfMessage: true, Cancellation);

        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[10].AsMemory(), Cancellation)).MessageType);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, socket.CloseStatus);
    }

    [Fact]
    public async Task UnmaskedFrame_ClosesTheConnection()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", host.Endpoints.WebSocketPort, Cancellation);
        var stream = tcp.GetStream();
        var request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);

        // The key of zeros that it is masked with leaves the first packet as it is.
        var connect = Packets.Connect(4);
        await stream.WriteAsync((byte[])[0x82, (byte)(0x80 | connect.Length), 0, 0, 0, 0, .. connect], Cancellation);
        await stream.WriteAsync((byte[])[0x82, (byte)Packets.PingReq.Length, .. Packets.PingReq], Cancellation);

        var received = new MemoryStream();
        try
        {
            await stream.CopyToAsync(received, Cancellation).WithinDeadline("the end of the connection");
        }
        catch (IOException)
        {
            // A reset may take with it what was not read yet.
        }

        Assert.DoesNotContain("8202D000", Convert.ToHexString(received.ToArray()));
    }

    [Theory]
    [InlineData(4, "")]
    [InlineData(5, "E0028200")]
    public async Task ProtocolError_TellsWhy_AndCloses(int level, string goodbye)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var socket = await ConnectAsync(host.Endpoints.WebSocketPort, "/", "mqtt");
        await SendAsync(socket, Packets.Connect(level));
        await ReceiveAsync(socket, level == 4 ? 4 : 19);
        await SendAsync(socket, Packets.Connect(level));

        Assert.Equal(goodbye, await ReceiveAsync(socket, goodbye.Length / 2));
        Assert.Equal(WebSocketMessageType.Close, (await socket.ReceiveAsync(new byte[10].AsMemory(), Cancellation)).MessageType);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task ClientCloses_IsClosedInTurn()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var socket = await ConnectAsync(host.Endpoints.WebSocketPort, "/", "mqtt");
        await SendAsync(socket, Packets.Connect(4));
        await ReceiveAsync(socket, 4);

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);

        Assert.Equal(WebSocketState.Closed, socket.State);
    }

    [Fact]
    public async Task EachPort_ServesItsOwn()
    {
        await using var host = await ProtocolHost.StartAsync();
        using var http = new HttpClient();

        Assert.Equal("http", await http.GetStringAsync($"http://127.0.0.1:{host.Endpoints.HttpPort}/", Cancellation));
        using var plain = await http.GetAsync($"http://127.0.0.1:{host.Endpoints.WebSocketPort}/", Cancellation);
        Assert.Equal(426, (int)plain.StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(host.Endpoints.HttpPort, "/", "mqtt"));
    }

    [Fact]
    public async Task Silence_AfterAccept_IsNotKept()
    {
        var time = new FakeTimeProvider();
        await using var host = await ProtocolHost.StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", host.Endpoints.WebSocketPort, Cancellation);
        var read = socket.GetStream().ReadAsync(new byte[1], Cancellation).AsTask();
        while (!read.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        // Cut off hard: nothing was promised.
        await Assert.ThrowsAsync<IOException>(() => read);
    }

    private static async Task<ClientWebSocket> ConnectAsync(int port, string path, string offered)
    {
        var socket = new ClientWebSocket();
        foreach (var protocol in offered.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            socket.Options.AddSubProtocol(protocol);
        }

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}{path}"), Cancellation);
        return socket;
    }

    private static ValueTask SendAsync(ClientWebSocket socket, byte[] packet)
        => socket.SendAsync(packet.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, Cancellation);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket, int length)
    {
        var received = new StringBuilder();
        var buffer = new byte[length];
        while (received.Length < 2 * length)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), Cancellation);
            Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
            received.Append(Convert.ToHexString(buffer.AsSpan(0, result.Count)));
        }

        return received.ToString();
    }
}
