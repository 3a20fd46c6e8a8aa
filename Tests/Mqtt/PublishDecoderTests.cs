using System.Text;
using MQTTnet.Formatter;
using Mqant.Gateway.Mqtt;
using Xunit;

namespace Mqant.Tests.Mqtt;

public sealed class PublishDecoderTests
{
    [Fact]
    public void Version311_TopicAndPayload()
    {
        var request = Decode(Packets.Publish(4, "Chat/HD_Say/1", "{}", qos: 1, packetId: 0x0102), MqttProtocolVersion.V311);

        Assert.Equal("Chat/HD_Say/1", Text(request.Topic));
        Assert.Equal("{}", Text(request.Payload));
        Assert.Equal(0x0102, request.PacketId);
        Assert.Equal(1, request.QualityOfService);
        Assert.False(request.ReplyRequested);
        Assert.Null(request.ReplyTo);
    }

    [Fact]
    public void Version5_Properties()
    {
        byte[] properties =
        [
            0x01, 1,
            0x02, 0, 0, 0, 9,
            0x03, .. Packets.Text("application/json"),
            0x08, .. Packets.Text("reply/to/大家"),
            0x09, .. Packets.Block(1, 2, 3),
            0x26, .. Packets.Text("traceparent"), .. Packets.Text("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            0x26, .. Packets.Text("other"), .. Packets.Text("x"),
        ];
        byte[] length = [(byte)(properties.Length | 0x80), (byte)(properties.Length >> 7)];
        var packet = Packets.Of(0x30, Packets.Text("A/B"), length, properties, "p"u8.ToArray());
        var request = Decode(packet, MqttProtocolVersion.V500);

        Assert.True(request.ReplyRequested);
        Assert.Equal("reply/to/大家", Text(request.ReplyTo!.Topic));
        Assert.Equal(new byte[] { 1, 2, 3 }, request.ReplyTo.CorrelationData!.Value.ToArray());
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", request.TraceParent);
        Assert.Equal("p", Text(request.Payload));
    }

    [Fact]
    public void Version5_EmptyCorrelationData_IsNotNone()
    {
        var request = Decode(Packets.Publish(5, "A/B/1", properties: [0x09, 0, 0]), MqttProtocolVersion.V500);

        Assert.False(request.ReplyRequested);
        Assert.Equal("A/B/1", Text(request.ReplyTo!.Topic));
        Assert.Equal(0, request.ReplyTo.CorrelationData!.Value.Length);
    }

    private static MqttRequest Decode(byte[] packet, MqttProtocolVersion version)
    {
        var header = packet.AsSpan(1).IndexOfAnyInRange((byte)0, (byte)0x7F) + 2;
        Assert.Equal(ReasonCode.Success, PublishDecoder.Decode((byte)(packet[0] & 0x0F), packet[header..], version, out var request));
        return request!;
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
