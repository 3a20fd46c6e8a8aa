using Mqant.Tests.Conformance;
using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>Topics: what is a request, and where its reply goes.</summary>
public sealed class RequestTests(SharedGateway shared) : GatewayTest(shared)
{
    [Theory]
    [InlineData("HelloWorld/HD_Say/1")]
    [InlineData("HelloWorld/HD_Say/a message id of any kind: 消息 🎉")]
    [InlineData("HelloWorld/HD_Say/ ")]
    public async Task ThreeSegments_AreAnsweredOnTheSameTopic(string topic)
    {
        var client = await ConnectAsync();

        var reply = await client.CallOnTopicAsync(topic, """{"say":"hello"}""");

        Assert.Equal("you say : hello", reply.Result.GetString());
        Assert.Single(client.Messages.Snapshot());
    }

    [Theory]
    [InlineData("HelloWorld/HD_Say", """{"say":"hello"}""")]
    [InlineData("HelloWorld/HD_Say/", """{"say":"hello"}""")]
    [InlineData("HelloWorld/HD_Say", "no JSON")]
    [InlineData("HelloWorld/HD_Nothing", "{}")]
    [InlineData("HelloWorld/Say", "{}")]
    [InlineData("HelloWorld@key/HD_Say", "{}")]
    [InlineData("Nowhere/HD_Say", "{}")]
    [InlineData("Nowhere/HD_Say/", "{}")]
    [InlineData("Chat/HD_JoinChat", """{"roomName":"lobby"}""")]
    [InlineData("/", "{}")]
    public async Task FireAndForget_IsNeverAnswered(string topic, string payload)
    {
        var client = await ConnectAsync();

        await client.PublishAsync(topic, payload);
        // The acknowledgement follows the outcome, so that a reply would have come before it.
        await client.PublishAsync(topic, payload, qualityOfService: 1);
        await client.PublishAsync(topic, payload, qualityOfService: 2);
        await client.CallAsync("HelloWorld/HD_Say", new { say = "something else" });

        var only = Assert.Single(client.Messages.Snapshot());
        Assert.Equal("HelloWorld/HD_Say/1", only.Topic);
    }

    [Fact]
    public async Task FireAndForget_IsHandled()
    {
        var (client, user) = await LoginAsync();
        var room = Unique("room");

        await client.PublishAsync("Chat/HD_JoinChat", $$"""{"roomName":"{{room}}"}""");
        var reply = await client.CallAsync("Chat/HD_Say", new { roomName = room, target = user, content = "to myself" });

        Assert.Equal(string.Empty, reply.Error);
    }

    [Theory]
    [InlineData("HelloWorld/HD_Say")]
    [InlineData("HelloWorld/HD_Say/")]
    [InlineData("HelloWorld/HD_Say/1")]
    [Conformance("5.0", "MQTT-3.3.2-16")]
    public async Task ResponseTopic_GetsTheReplyWithItsCorrelationData(string topic)
    {
        var client = await ConnectAsync(ClientOptions.Version5);
        byte[] correlation = [0, 1, 2, 254, 255];

        await client.PublishAsync(Request(topic, """{"say":"hello"}""", "answers/for/me").WithCorrelationData(correlation).Build());
        var reply = await client.WaitForPushAsync("answers/for/me");
        await client.CallAsync("HelloWorld/HD_Say", new { say = "the end" });

        Assert.Equal("you say : hello", Reply.Read(reply.Text).Result.GetString());
        Assert.Equal(correlation, reply.CorrelationData);
        Assert.Equal(["answers/for/me", "HelloWorld/HD_Say/1"], client.Messages.Snapshot().Select(message => message.Topic));
    }

    [Fact]
    public async Task ResponseTopic_WithoutCorrelationData_GetsTheReplyWithout()
    {
        var client = await ConnectAsync(ClientOptions.Version5);

        await client.PublishAsync(Request("HelloWorld/HD_Say", """{"say":"hello"}""", "answers").Build());

        Assert.Null((await client.WaitForPushAsync("answers")).CorrelationData);
    }

    [Theory]
    [InlineData("hello", "Topic must be [moduleType@moduleID]/[handler]|[moduleType@moduleID]/[handler]/[msgid]")]
    [InlineData("HelloWorld/Say", "Method(Say) must begin with 'HD_'")]
    [InlineData("Nowhere/HD_Say", "Service(type:Nowhere) not found")]
    public async Task ResponseTopic_GetsErrorsToo(string topic, string error)
    {
        var client = await ConnectAsync(ClientOptions.Version5);

        await client.PublishAsync(Request(topic, "{}", "answers").WithCorrelationData([7]).Build());
        var answer = await client.WaitForPushAsync("answers");

        Assert.Equal(error, Reply.Read(answer.Text).Error);
        Assert.Equal([7], answer.CorrelationData);
    }

    [Fact]
    public async Task TraceParent_IsContinued()
    {
        var client = await ConnectAsync(ClientOptions.Version5);
        const string trace = "0af7651916cd43dd8448eb211c80319c";

        await client.PublishAsync(
            Request("HelloWorld/HD_Say", """{"say":"hello"}""", "answers").WithUserProperty("traceparent", Utf8($"00-{trace}-b7ad6b7169203331-01")).Build());

        Assert.Equal(trace, Reply.Read((await client.WaitForPushAsync("answers")).Text).Trace);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01")]
    [InlineData("")]
    public async Task TraceParent_ThatIsMalformed_IsIgnored(string traceParent)
    {
        var client = await ConnectAsync(ClientOptions.Version5);

        await client.PublishAsync(
            Request("HelloWorld/HD_Say", """{"say":"hello"}""", "answers").WithUserProperty("traceparent", Utf8(traceParent)).Build());

        Assert.Equal("you say : hello", Reply.Read((await client.WaitForPushAsync("answers")).Text).Result.GetString());
    }

    [Fact]
    public async Task Subscribe_IsAnsweredInEveryQualityOfService()
    {
        using var client = await ConnectRawAsync();

        for (var qualityOfService = 0; qualityOfService <= 2; qualityOfService++)
        {
            await client.SendAsync(Packet.Subscribe(10 + qualityOfService, "Chat/#", qualityOfService));
            var answer = await client.ReadAsync();
            Assert.Equal(PacketKind.SubAck, answer.Kind);
            Assert.Equal(10 + qualityOfService, answer.Id);
            Assert.InRange(answer.Body[2], 0, 2);
        }
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V310)]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Subscribe_AndUnsubscribe_Succeed(MqttProtocolVersion version)
    {
        var client = await ConnectAsync(new ClientOptions { Version = version });
        var cancellation = TestContext.Current.CancellationToken;

        var subscribed = await client.Mqtt.SubscribeAsync("#", cancellationToken: cancellation);
        var unsubscribed = await client.Mqtt.UnsubscribeAsync("#", cancellation);

        Assert.True((int)Assert.Single(subscribed.Items).ResultCode <= 2);
        Assert.True((int)Assert.Single(unsubscribed.Items).ResultCode < 0x80);
    }

    [Theory]
    [InlineData("Chat/OnChat")]
    [InlineData("any/topic/at/all")]
    [InlineData("HelloWorld/HD_Say/1")]
    [Conformance("3.1.1", "MQTT-4.5.0-1")]
    public async Task Publish_IsNeverForwardedToAnotherClient(string topic)
    {
        var listener = await ConnectAsync();
        await listener.Mqtt.SubscribeAsync("#", cancellationToken: TestContext.Current.CancellationToken);
        var speaker = await ConnectAsync();

        await speaker.PublishAsync(topic, """{"say":"hello"}""", qualityOfService: 1);
        await listener.CallAsync("HelloWorld/HD_Say", new { say = "the end" });

        Assert.Equal(["HelloWorld/HD_Say/1"], listener.Messages.Snapshot().Select(message => message.Topic));
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-3.3.1-5", "MQTT-3.3.1-12")]
    public async Task Publish_WithRetainFlag_IsNotKept()
    {
        var speaker = await ConnectAsync();
        await speaker.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic("HelloWorld/HD_Say")
            .WithPayload("""{"say":"keep this"}""")
            .WithQualityOfServiceLevel(MQTTnet.Protocol.MqttQualityOfServiceLevel.AtLeastOnce)
            .WithRetainFlag()
            .Build());

        var listener = await ConnectAsync();
        await listener.Mqtt.SubscribeAsync("#", cancellationToken: TestContext.Current.CancellationToken);
        await listener.CallAsync("HelloWorld/HD_Say", new { say = "the end" });

        Assert.Single(listener.Messages.Snapshot());
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-3.1.2-8")]
    public async Task Will_OfAClientWhoseConnectionBreaks_IsNotPublished()
    {
        var room = Unique("room");
        var (witness, _) = await LoginAsync("witness");
        await witness.Mqtt.SubscribeAsync("#", cancellationToken: TestContext.Current.CancellationToken);
        await witness.JoinAsync(room);
        var (dying, _) = await LoginAsync("dying", new ClientOptions { Configure = options => options.WithWillTopic("Chat/OnWill").WithWillPayload("{}") });
        await dying.JoinAsync(room);

        dying.Abort();
        await witness.WaitForPushAsync("Chat/OnLeave");
        await witness.CallAsync("HelloWorld/HD_Say", new { say = "the end" });

        Assert.DoesNotContain(witness.Messages.Snapshot(), message => message.Topic == "Chat/OnWill");
    }

    private static MqttApplicationMessageBuilder Request(string topic, string payload, string responseTopic)
        => new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithResponseTopic(responseTopic);

    private static ReadOnlyMemory<byte> Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
