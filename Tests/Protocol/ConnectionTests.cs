using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Conformance;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>How clients are let in.</summary>
public sealed class ConnectionTests(SharedGateway shared) : GatewayTest(shared)
{
    [Theory]
    [InlineData(MqttProtocolVersion.V310, null)]
    [InlineData(MqttProtocolVersion.V311, null)]
    [InlineData(MqttProtocolVersion.V500, null)]
    [InlineData(MqttProtocolVersion.V310, "/mqant")]
    [InlineData(MqttProtocolVersion.V311, "/mqtt")]
    [InlineData(MqttProtocolVersion.V500, "/")]
    public async Task Connect_InEveryVersionOverEveryTransport_CallsAHandler(MqttProtocolVersion version, string? webSocketPath)
    {
        var client = await ConnectAsync(new ClientOptions { Version = version, WebSocketPath = webSocketPath });

        var result = await client.CallForResultAsync("HelloWorld/HD_Say", new { say = "hello" });

        Assert.Equal("you say : hello", result.GetString());
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V310)]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Connect_WithUserNameAndPassword_IsAGuest(MqttProtocolVersion version)
    {
        var client = await ConnectAsync(new ClientOptions { Version = version, Configure = options => options.WithCredentials("somebody", "secret") });

        var reply = await client.CallAsync("Chat/HD_JoinChat", new { roomName = Unique("room") });

        Assert.Equal(MqttClientConnectResultCode.Success, client.ConnectResult.ResultCode);
        Assert.Equal("必须先登录账号", reply.Error);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [Conformance("3.1.1", "MQTT-3.1.3-6")]
    public async Task Connect_WithoutAClientId_IsLetIn(int level)
    {
        using var client = await OpenRawAsync();

        await client.SendAsync(Packet.Connect(level, string.Empty));
        var answer = await client.ReadAsync();

        Assert.Equal(PacketKind.ConnAck, answer.Kind);
        Assert.Equal(0, answer.Body[1]);
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.1.3-6", "MQTT-3.1.3-7", "MQTT-3.2.2-16")]
    public async Task Connect_Version5WithoutAClientId_IsToldTheOneItGot()
    {
        var options = new ClientOptions { Version = MqttProtocolVersion.V500, ClientId = string.Empty };

        var first = await ConnectAsync(options);
        var second = await ConnectAsync(options);

        Assert.NotEmpty(first.ConnectResult.AssignedClientIdentifier);
        Assert.NotEqual(first.ConnectResult.AssignedClientIdentifier, second.ConnectResult.AssignedClientIdentifier);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [Conformance("3.1.1", "MQTT-3.1.3-8")]
    public async Task Connect_WithoutAClientIdWhereOneIsNeeded_IsRefused(int level)
    {
        using var client = await OpenRawAsync();

        await client.SendAsync(Packet.Connect(level, string.Empty, clean: level == 3));

        AssertRefused(await client.ReadToEndAsync(), returnCode: 2);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Connect_WithAClientIdOf128Bytes_IsLetIn(int level)
    {
        using var client = await OpenRawAsync();

        await client.SendAsync(Packet.Connect(level, Unique("id").PadRight(128, 'x')));

        Assert.Equal(0, (await client.ReadAsync()).Body[1]);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 0x85)]
    [Conformance("3.1.1", "MQTT-3.1.3-9")]
    [Conformance("5.0", "MQTT-3.1.3-8")]
    public async Task Connect_WithALongerClientId_IsRefused(int level, byte returnCode)
    {
        using var client = await OpenRawAsync();

        await client.SendAsync(Packet.Connect(level, new string('x', 129)));

        AssertRefused(await client.ReadToEndAsync(), returnCode);
    }

    [Fact]
    public async Task Connect_InAnUnknownVersion_IsRefused()
    {
        using var client = await OpenRawAsync();

        await client.SendAsync(Packet.Make(0x10, [.. Packet.Text("MQTT"), 9, 2, 0, 0, .. Packet.Text("client")]));

        // 1 in 3.1.1, 0x84 in 5.0: the client's version is unknown, so both are right.
        var answer = Assert.Single(await client.ReadToEndAsync());
        Assert.Equal(PacketKind.ConnAck, answer.Kind);
        Assert.Contains(answer.Body[1], new byte[] { 0x01, 0x84 });
    }

    [Fact]
    public async Task Connect_Version5_IsToldTheLimits()
    {
        var client = await ConnectAsync(ClientOptions.Version5);

        Assert.Equal(ushort.MaxValue, client.ConnectResult.ReceiveMaximum);
    }

    [Theory]
    [InlineData("nothing but a PINGREQ", "C000")]
    [InlineData("a PUBLISH", "3007000548656C6C6F")]
    [InlineData("a web request", "474554202F20485454502F312E310D0A0D0A")]
    [InlineData("another protocol's name", "100D00044D51545804020000000141")]
    [InlineData("a CONNECT whose reserved flag is set", "100D00044D5154540403000000014A")]
    [InlineData("a CONNECT that ends early", "100A00044D51545404020000")]
    [InlineData("a length of five bytes", "10FFFFFFFF7F")]
    [Conformance("3.1.1", "MQTT-3.1.0-1", "MQTT-3.1.2-1", "MQTT-3.1.4-1")]
    public async Task FirstPacket_ThatIsNoGoodConnect_ClosesTheConnection(string what, string hex)
    {
        using var client = await OpenRawAsync();

        await client.SendAsync(Convert.FromHexString(hex));

        Assert.True((await client.ReadToEndAsync()).All(packet => packet.Kind == PacketKind.ConnAck && packet.Body[1] != 0), what);
    }

    [Theory]
    [InlineData("a second CONNECT", "100D00044D5154540402000000014A")]
    [InlineData("packet type 0", "0000")]
    [InlineData("packet type 15", "F000")]
    [InlineData("a PUBLISH of quality of service 3", "360A000568656C6C6F000141")]
    [InlineData("a topic with a wildcard", "3011000F48656C6C6F576F726C642F48445F23")]
    [InlineData("a topic with a plus", "30050003612F2B")]
    [InlineData("a topic with NUL", "30050003610062")]
    [InlineData("a topic that is not UTF-8", "3005000361C328")]
    [InlineData("a topic with half a surrogate pair", "30050003EDA080")]
    [InlineData("a topic longer than its packet", "3003000561")]
    [InlineData("a PUBLISH without a topic", "30020000")]
    [InlineData("a PUBLISH of quality of service 1 with packet id 0", "3206000161000041")]
    [InlineData("a SUBSCRIBE without a filter", "82020001")]
    [InlineData("a SUBSCRIBE with wrong flags", "8006000100016100")]
    [InlineData("a PINGREQ with a body", "C00100")]
    [InlineData("a length of five bytes", "30FFFFFFFF7F")]
    [Conformance("3.1.1", "MQTT-1.5.3-1", "MQTT-1.5.3-2", "MQTT-2.2.2-2", "MQTT-2.3.1-1", "MQTT-3.1.0-2", "MQTT-3.3.1-4", "MQTT-3.3.2-1", "MQTT-3.3.2-2")]
    [Conformance("3.1.1", "MQTT-3.8.1-1", "MQTT-3.8.3-3", "MQTT-4.7.3-2", "MQTT-4.8.0-1")]
    public async Task Packet_AgainstTheRules_ClosesTheConnection(string what, string hex)
    {
        using var client = await ConnectRawAsync();

        await client.SendAsync(Convert.FromHexString(hex));

        Assert.True((await client.ReadToEndAsync()).Count == 0, what);
    }

    [Fact]
    public async Task RandomBytes_EndTheirConnectionAndNothingElse()
    {
        var random = new Random(20_260_101);
        for (var i = 0; i < 40; i++)
        {
            var bytes = new byte[random.Next(1, 2_000)];
            random.NextBytes(bytes);
            using var client = i % 2 == 0 ? await RawClient.OpenAsync(Gateway) : await RawClient.ConnectAsync(Gateway);
            await client.SendAsync(bytes);
            client.EndSending();
            await client.ReadToEndAsync();
        }

        var other = await ConnectAsync();
        Assert.Equal("you say : still here", (await other.CallForResultAsync("HelloWorld/HD_Say", new { say = "still here" })).GetString());
    }

    [Fact]
    public async Task Connect_InSmallPieces_IsLetIn()
    {
        using var client = await OpenRawAsync();

        foreach (var one in Packet.Connect(4, Unique("id")))
        {
            await client.SendAsync([one]);
        }

        Assert.Equal(0, (await client.ReadAsync()).Body[1]);
    }

    [Fact]
    public async Task Requests_SentTogetherWithConnect_AreAnswered()
    {
        using var client = await OpenRawAsync();

        await client.SendAsync(
            Packet.Connect(4, Unique("id")),
            Packet.Publish("HelloWorld/HD_Say/1", """{"say":"at once"}"""),
            Packet.PingReq);
        var answers = new[] { await client.ReadAsync(), await client.ReadAsync(), await client.ReadAsync() };

        Assert.Equal(PacketKind.ConnAck, answers[0].Kind);
        Assert.Equal(
            [PacketKind.Publish, PacketKind.PingResp],
            answers[1..].Select(packet => packet.Kind).Order());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Disconnect_ClosesTheConnection(int level)
    {
        using var client = await ConnectRawAsync(level);

        await client.SendAsync(Packet.Disconnect);

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task KeepAlive_WhenNothingComes_EndsTheConnection(int level)
    {
        using var client = await ConnectRawAsync(level, keepAliveSeconds: 1);

        var last = await client.ReadToEndAsync();

        if (level == 5)
        {
            var goodbye = Assert.Single(last);
            Assert.Equal(PacketKind.Disconnect, goodbye.Kind);
            Assert.Equal(0x8D, goodbye.Body[0]);
        }
        else
        {
            Assert.Empty(last);
        }
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-3.12.4-1")]
    public async Task Ping_IsAnswered()
    {
        using var client = await ConnectRawAsync();

        await client.SendAsync(Packet.PingReq, Packet.PingReq);

        Assert.Equal(PacketKind.PingResp, (await client.ReadAsync()).Kind);
        Assert.Equal(PacketKind.PingResp, (await client.ReadAsync()).Kind);
    }

    private static void AssertRefused(IReadOnlyList<Packet> answers, byte returnCode)
    {
        var answer = Assert.Single(answers);
        Assert.Equal(PacketKind.ConnAck, answer.Kind);
        Assert.Equal(returnCode, answer.Body[1]);
    }
}
