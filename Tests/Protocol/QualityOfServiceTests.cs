using MQTTnet.Formatter;
using Mqant.Tests.Conformance;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>Acknowledgements of what clients send.</summary>
public sealed class QualityOfServiceTests(SharedGateway shared) : GatewayTest(shared)
{
    private const string Topic = "HelloWorld/HD_Say/1";

    [Theory]
    [InlineData(MqttProtocolVersion.V310)]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Request_InEveryQualityOfService_IsAnswered(MqttProtocolVersion version)
    {
        var client = await ConnectAsync(new ClientOptions { Version = version });

        for (var qualityOfService = 0; qualityOfService <= 2; qualityOfService++)
        {
            var topic = $"HelloWorld/HD_Say/{qualityOfService}";
            var published = await client.PublishAsync(topic, """{"say":"hello"}""", qualityOfService);
            var reply = await client.WaitForPushAsync(topic);

            Assert.True(published.IsSuccess);
            Assert.Equal("you say : hello", Reply.Read(reply.Text).Result.GetString());
        }

        Assert.Equal(3, client.Messages.Snapshot().Count);
    }

    [Fact]
    public async Task QualityOfService1_IsAcknowledgedAfterTheReply()
    {
        using var client = await ConnectRawAsync();

        await client.SendAsync(Packet.Publish(Topic, """{"say":"hello"}""", qualityOfService: 1, id: 7));
        var first = await client.ReadAsync();
        var second = await client.ReadAsync();

        Assert.Equal(Topic, first.Topic);
        Assert.Equal((PacketKind.PubAck, 7), (second.Kind, second.Id));
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-3.3.5-2")]
    public async Task QualityOfService1_OfACallThatFails_IsAcknowledged()
    {
        using var client = await ConnectRawAsync();

        await client.SendAsync(Packet.Publish("Nowhere/HD_Say", "{}", qualityOfService: 1, id: 8));
        var answer = await client.ReadAsync();

        Assert.Equal((PacketKind.PubAck, 8), (answer.Kind, answer.Id));
    }

    [Fact]
    public async Task QualityOfService2_IsAcknowledgedAfterTheReply()
    {
        using var client = await ConnectRawAsync();

        await client.SendAsync(Packet.Publish(Topic, """{"say":"hello"}""", qualityOfService: 2, id: 9));
        var first = await client.ReadAsync();
        var second = await client.ReadAsync();
        await client.SendAsync(Packet.PubRel(9));
        var third = await client.ReadAsync();

        Assert.Equal(Topic, first.Topic);
        Assert.Equal((PacketKind.PubRec, 9), (second.Kind, second.Id));
        Assert.Equal((PacketKind.PubComp, 9), (third.Kind, third.Id));
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-4.1.0-1", "MQTT-4.1.0-2", "MQTT-4.3.3-2")]
    public async Task QualityOfService2_SentTwice_IsHandledOnce()
    {
        using var client = await ConnectRawAsync();
        var request = """{"say":"once"}""";

        await client.SendAsync(Packet.Publish(Topic, request, qualityOfService: 2, id: 10));
        await client.SendAsync(Packet.Publish(Topic, request, qualityOfService: 2, id: 10, duplicate: true));
        await client.SendAsync(Packet.Publish(Topic, request, qualityOfService: 2, id: 10, duplicate: true));
        // A later call through the same queue: when it is answered, a second reply to the first would have come.
        await client.SendAsync(Packet.Publish("HelloWorld/HD_Say/2", """{"say":"later"}""", qualityOfService: 2, id: 11));
        var answers = new List<Packet>();
        while (!answers.Exists(packet => packet.Kind == PacketKind.PubRec && packet.Id == 11))
        {
            answers.Add(await client.ReadAsync());
        }

        Assert.Single(answers, packet => packet.Kind == PacketKind.Publish && packet.Topic == Topic);
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-4.6.0-2", "MQTT-4.6.0-3")]
    public async Task Acknowledgements_GoInTheOrderOfTheRequests_ThoughRepliesOvertakeEachOther()
    {
        var (slow, fast) = ($"Gate@{Unique("slow")}", $"Gate@{Unique("fast")}");
        using var client = await ConnectRawAsync();
        var opener = await ConnectAsync();
        await opener.CallForResultAsync($"{fast}/HD_Open", "{}");

        await client.SendAsync(
            Packet.Publish($"{slow}/HD_Pass/1", "{}", qualityOfService: 1, id: 1),
            Packet.Publish($"{fast}/HD_Pass/2", "{}", qualityOfService: 2, id: 2),
            Packet.Publish($"{fast}/HD_Pass/3", "{}", qualityOfService: 1, id: 3));
        Assert.Equal($"{fast}/HD_Pass/2", (await client.ReadAsync()).Topic);
        Assert.Equal($"{fast}/HD_Pass/3", (await client.ReadAsync()).Topic);
        await opener.CallForResultAsync($"{slow}/HD_Open", "{}");

        Assert.Equal($"{slow}/HD_Pass/1", (await client.ReadAsync()).Topic);
        foreach (var expected in new[] { (PacketKind.PubAck, 1), (PacketKind.PubRec, 2), (PacketKind.PubAck, 3) })
        {
            var answer = await client.ReadAsync();
            Assert.Equal(expected, (answer.Kind, answer.Id));
        }
    }

    [Fact]
    [Conformance("3.1.1", "MQTT-4.3.3-2")]
    public async Task QualityOfService2_OfAReleasedId_IsANewMessage()
    {
        using var client = await ConnectRawAsync();

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(Packet.Publish(Topic, """{"say":"again"}""", qualityOfService: 2, id: 12));
            Assert.Equal(Topic, (await client.ReadAsync()).Topic);
            Assert.Equal(PacketKind.PubRec, (await client.ReadAsync()).Kind);
            await client.SendAsync(Packet.PubRel(12));
            Assert.Equal(PacketKind.PubComp, (await client.ReadAsync()).Kind);
        }
    }

    [Fact]
    public async Task Release_OfAnUnknownId_IsCompleted()
    {
        using var client = await ConnectRawAsync();

        await client.SendAsync(Packet.PubRel(99));
        var answer = await client.ReadAsync();

        Assert.Equal((PacketKind.PubComp, 99), (answer.Kind, answer.Id));
    }
}
