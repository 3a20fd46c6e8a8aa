using Mqant.Tests.Conformance;
using System.Diagnostics;
using System.Text;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>What reaches a client: replies, pushes, goodbyes.</summary>
public sealed class MqttSendingTests
{
    private static readonly TraceId Trace = TraceId.From(System.Diagnostics.ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c"));

    [Theory]
    [InlineData(4, "")]
    [InlineData(5, "00")]
    public async Task Reply_GoesToTheTopicOfTheRequest_ThenTheAcknowledgement(int level, string properties)
    {
        await using var gateway = new MemoryGateway();
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(level));

        connection.Complete(Request("A/HD_B/1"), new RequestOutcome(default, "\"大家好\""u8.ToArray()));

        var body = "{\"Trace\":\"0af7651916cd43dd8448eb211c80319c\",\"Error\":\"\",\"Result\":\"大家好\"}";
        Assert.Equal(Publish("30", Hex(Packets.Text("A/HD_B/1")) + properties + Hex(Encoding.UTF8.GetBytes(body))), await client.ReadAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.3.2-16")]
    public async Task Reply_ResponseTopic_CarriesTheCorrelationData()
    {
        await using var gateway = new MemoryGateway();
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(5));
        var request = Request("A/HD_B", new ReplyAddress("re/ply"u8.ToArray(), new byte[] { 1, 2 }));

        connection.Complete(request, new RequestOutcome(default, "raw"u8.ToArray(), IsRaw: true, QualityOfService: 1));

        Assert.Equal(Publish("32", Hex(Packets.Text("re/ply")) + "0001" + "05090002" + "0102" + Hex("raw"u8.ToArray())), await client.ReadAsync());
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.1.2-24", "MQTT-3.1.2-25")]
    public async Task Reply_LargerThanTheClientTakes_IsReplacedByAnError_OrNothing()
    {
        await using var gateway = new MemoryGateway();
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(5, properties: [0x27, 0, 0, 0, 200]));
        connection.Complete(Request("A/HD_B/1"), new RequestOutcome(default, new byte[300], IsRaw: true));
        connection.Complete(Request("A/HD_B/" + new string('1', 150)), new RequestOutcome(default, new byte[300], IsRaw: true));
        Assert.False(connection.TrySend(new OutboundMessage("A/OnB", new byte[300])));

        Assert.Contains(Hex("the reply is larger than"u8.ToArray()), await client.ReadAsync());
        await client.PingAsync();
    }

    [Theory]
    [InlineData(3, "")]
    [InlineData(4, "")]
    [InlineData(5, "00")]
    [Conformance("3.1.1", "MQTT-2.3.1-4", "MQTT-2.3.1-5", "MQTT-3.3.1-2", "MQTT-3.3.1-9", "MQTT-3.3.2-3", "MQTT-3.8.4-6", "MQTT-4.3.1-1", "MQTT-4.3.2-1")]
    [Conformance("5.0", "MQTT-2.2.1-2", "MQTT-2.2.1-4", "MQTT-3.1.2-27", "MQTT-3.3.2-3", "MQTT-3.3.2-8", "MQTT-3.8.4-8", "MQTT-4.3.1-1", "MQTT-4.3.2-1")]
    [Conformance("5.0", "MQTT-4.3.2-2")]
    public async Task Push_OfEachQuality_ReachesTheClient(int level, string properties)
    {
        await using var gateway = new MemoryGateway();
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(level));
        var acknowledged = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var abandoned = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);

        Assert.True(connection.TrySend(new OutboundMessage("A/OnB", "{}"u8.ToArray())));
        var message = new OutboundMessage("A/OnB", "{}"u8.ToArray(), qualityOfService: 1);
        Assert.True(connection.TrySend(message, acknowledged));
        Assert.True(connection.TrySend(message, abandoned));

        var topic = Hex(Packets.Text("A/OnB"));
        Assert.Equal(Publish("30", topic + properties + "7B7D"), await client.ReadAsync());
        Assert.Equal(Publish("32", topic + "0001" + properties + "7B7D"), await client.ReadAsync());
        Assert.Equal(Publish("32", topic + "0002" + properties + "7B7D"), await client.ReadAsync());
        await client.SendAsync([0x40, 2, 0, 1], [0xE0, 0]);
        Assert.True(await acknowledged.Task);
        Assert.False(await abandoned.Task);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("a\0")]
    public async Task Push_ThatMqttCannotExpress_IsNotSent(string topic)
    {
        await using var gateway = new MemoryGateway();
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(4));

        Assert.False(connection.TrySend(new OutboundMessage(topic, default)));
        Assert.False(connection.TrySend(new OutboundMessage("half a character \uD800", default)));
        await client.PingAsync();
    }

    [Fact]
    [Conformance("5.0", "MQTT-3.3.4-9", "MQTT-4.3.2-3", "MQTT-4.9.0-1", "MQTT-4.9.0-2", "MQTT-4.9.0-3")]
    public async Task Push_BeyondTheReceiveMaximum_WaitsForAcknowledgements()
    {
        await using var gateway = new MemoryGateway();
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(5, properties: [0x21, 0, 1]));
        var message = new OutboundMessage("A", default, qualityOfService: 1);
        connection.TrySend(message);
        connection.TrySend(message);

        Assert.Equal("3206" + "000141" + "0001" + "00", await client.ReadAsync());
        await client.PingAsync();
        await client.SendAsync([0x40, 2, 0, 1]);
        Assert.Equal("3206" + "000141" + "0002" + "00", await client.ReadAsync());
    }

    public static TheoryData<SessionEndReason, string[]> Goodbyes() => new()
    {
        { SessionEndReason.TakenOver, ["E0028E00"] },
        { SessionEndReason.DuplicateLogin, ["E0028E00"] },
        { SessionEndReason.Kicked, ["E0029800"] },
        { SessionEndReason.Draining, ["E0028B00"] },
        { SessionEndReason.Closed, ["E0029800"] },
        { SessionEndReason.SlowConsumer, ["E0029700"] },
    };

    [Theory]
    [MemberData(nameof(Goodbyes))]
    [Conformance("5.0", "MQTT-3.14.2-1", "MQTT-3.14.2-2", "MQTT-3.14.4-1", "MQTT-3.14.4-2")]
    public async Task Close_SendsWhatIsQueued_TellsWhy_AndCloses(SessionEndReason reason, string[] goodbye)
    {
        await using var gateway = new MemoryGateway();
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(5));
        connection.TrySend(new OutboundMessage("A", default));

        connection.Close(reason);
        connection.Close(SessionEndReason.Draining);

        string[] expected = ["3004" + "000141" + "00", .. goodbye];
        Assert.Equal(expected, await client.ReadToEndAsync());
        Assert.False(connection.TrySend(new OutboundMessage("B", default)));
    }

    [Fact]
    public async Task Close_OfAClientThatHasYetToRead_IsNotCutShortWhenTheProcessStops()
    {
        await using var gateway = new MemoryGateway();
        var connection = gateway.Connect(out var client, capacity: 64);
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(5));
        await client.ReadAsync();
        await client.PingAsync();
        var push = new OutboundMessage("A", new byte[64]);
        Assert.True(connection.TrySend(push));
        Assert.True(connection.TrySend(push));

        connection.Close(SessionEndReason.Draining);
        gateway.Stop();

        var packets = await client.ReadToEndAsync();
        Assert.Equal(3, packets.Length);
        Assert.Equal("E0028B00", packets[^1]);
        await running;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_ClosesWhoIsNotIn_AndLeavesTheOthersToTheirSessions(bool isFull)
    {
        await using var gateway = new MemoryGateway(options => options.MaxOutboundMessages = 2);
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(5, keepAlive: 60), capacity: 64);
        while (isFull && connection.TrySend(new OutboundMessage("A", new byte[64])))
        {
        }

        var silent = gateway.Connect(out var silentClient).RunAsync();

        gateway.Stop();

        Assert.Equal(WireClient.Closed, await silentClient.ReadAsync());
        await silent;
        var late = gateway.Connect(out var lateClient).RunAsync();
        await lateClient.SendAsync(Packets.Connect(4));
        Assert.Equal(["20020003"], await lateClient.ReadToEndAsync());
        await late;
        var lateAndSilent = gateway.Connect(out var lateSilentClient).RunAsync();
        gateway.Time.Advance(TimeSpan.FromSeconds(5) + (2 * TimerWheel.Tick));
        Assert.Equal(WireClient.Closed, await lateSilentClient.ReadAsync());
        await lateAndSilent;
        for (var push = isFull ? 3 : 0; push > 0; push--)
        {
            Assert.StartsWith("30", await client.ReadAsync());
        }

        await client.PingAsync();
        connection.Close(SessionEndReason.Draining);
        Assert.Equal("E0028B00", await client.ReadAsync());
    }

    [Fact]
    public async Task Close_In311_JustCloses()
    {
        await using var gateway = new MemoryGateway();
        var (connection, client) = await ConnectAsync(gateway, Packets.Connect(4));

        connection.Close(SessionEndReason.TakenOver);

        Assert.Equal(WireClient.Closed, await client.ReadAsync());
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-3.2.0-1")]
    public async Task Push_BeforeTheClientIsIn_FollowsItsConnAck()
    {
        await using var gateway = new MemoryGateway();
        var connection = gateway.Connect(out var client);
        Assert.True(connection.TrySend(new OutboundMessage("A", default)));
        var running = connection.RunAsync();
        await client.SendAsync(Packets.Connect(4));

        Assert.Equal("20020000", await client.ReadAsync());
        Assert.Equal("3003000141", await client.ReadAsync());
        client.Dispose();
        await running;
    }

    private static MqttRequest Request(string topic, ReplyAddress? replyTo = null) => new()
    {
        Topic = Encoding.UTF8.GetBytes(topic),
        QualityOfService = 0,
        PacketId = 0,
        ReplyTo = replyTo,
        ReplyExpected = true,
        Trace = Trace,
    };

    private static async Task<(MqttConnection Connection, WireClient Client)> ConnectAsync(MemoryGateway gateway, byte[] connect, int capacity = 65_536)
    {
        var connection = gateway.Connect(out var client, capacity);
        _ = connection.RunAsync();
        await client.SendAsync(connect);
        await client.ReadAsync();
        await client.PingAsync();
        return (connection, client);
    }

    private static string Publish(string first, string body)
        => first + Hex(body.Length / 2 < 128 ? [(byte)(body.Length / 2)] : [(byte)((body.Length / 2) | 0x80), (byte)(body.Length / 256)]) + body;

    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes);
}
