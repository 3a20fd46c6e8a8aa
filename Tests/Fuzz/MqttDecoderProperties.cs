using System.Buffers.Binary;
using System.Text;
using CsCheck;
using MQTTnet.Formatter;
using Mqant.Gateway.Mqtt;
using Xunit;

namespace Mqant.Tests.Fuzz;

/// <summary>Any bytes are answered by a reason: nothing is thrown, and no more memory taken than the packet is worth.</summary>
public sealed class MqttDecoderProperties
{
    // What does not depend on the packet: what a decoder is made of where this thread decodes for the first time.
    private const int FixedCost = 16 * 1024;

    // A user property of five bytes is two texts and the object that holds them.
    private const int CostOfAByte = 64;

    [Fact]
    public void FixedHeader_InAnySplit_IsTheSame()
        => Arriving.Of(Gen.OneOf<byte[]>(Gen.Byte.Array[1, 8], PacketGen.Session.Mutated())).Holds(static arriving =>
        {
            if (arriving.Bytes.Length == 0)
            {
                return;
            }

            var found = FixedHeader.TryRead(arriving.Sequence, out var header, out var error);

            Assert.Equal(arriving.Bytes[0], FixedHeader.Peek(arriving.Sequence));
            var (length, remaining) = ReadHeader(arriving.Bytes);
            Assert.Equal((length > 0, length < 0), (found, error != ReasonCode.Success));
            if (found)
            {
                Assert.Equal(new FixedHeader(arriving.Bytes[0], remaining, length), header);
            }
        });

    [Fact]
    public void Connect_AnyBytes_AnswersWithAReason()
        => PacketGen.Level.SelectMany(PacketGen.Connect).Body().Mutated().Holds(static body =>
        {
            var connect = Measure(body, () =>
            {
                var reason = ConnectDecoder.Decode(0x10, body, authenticates: true, out var version, out var maxPacketSize, out var packet);
                Assert.Equal(reason == ReasonCode.Success, packet is not null);
                Assert.InRange(maxPacketSize, 1, PacketSize.Max);
                Assert.True(version != MqttProtocolVersion.Unknown || reason == ReasonCode.MalformedPacket);
                return packet;
            });
            if (connect is not null)
            {
                Assert.True(body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(connect.ClientId)) >= 0);
                Assert.True(connect.ClientId.Length <= 128);
            }
        });

    [Fact]
    public void Publish_AnyBytes_IsOneThatRefersIntoThePacket_OrAReason()
        => PacketGen.Level.SelectMany(static level => Gen.Select(Gen.Const((MqttProtocolVersion)level), PacketGen.Publish(level).Mutated())).Holds(
            static packet =>
            {
                var (version, bytes) = packet;
                var (length, _) = ReadHeader(bytes);
                if (length <= 0)
                {
                    return;
                }

                var body = bytes[length..];
                var request = Measure(body, () =>
                {
                    var reason = PublishDecoder.Decode((byte)(bytes[0] & 0x0F), body, version, out var request);
                    Assert.Equal(reason == ReasonCode.Success, request is not null);
                    return request;
                });
                if (request is not null)
                {
                    var topicLength = BinaryPrimitives.ReadUInt16BigEndian(body);
                    Assert.True(body.AsSpan(2, topicLength).SequenceEqual(request.Topic.Span));
                    Assert.True(body.AsSpan().Overlaps(request.Topic.Span));
                    var at = 2 + topicLength + (request.QualityOfService > 0 ? 2 : 0);
                    at += PropertiesLength(body.AsSpan(at), version);
                    Assert.True(body.AsSpan(at).SequenceEqual(request.Payload.Span));
                    Assert.Equal(request.QualityOfService > 0, request.PacketId > 0);
                    Assert.True(request.ReplyTo is null || version == MqttProtocolVersion.V500);
                }
            },
            Print);

    [Fact]
    public void Subscribe_AnyBytes_IsAnsweredForEachFilter_OrByAReason()
        => PacketGen.Level.SelectMany(static level => Gen.Select(Gen.Const((MqttProtocolVersion)level), PacketGen.Subscribe(level).Body().Mutated())).Holds(
            static packet =>
            {
                var (version, body) = packet;
                var answer = Measure(body, () =>
                {
                    var reason = SubscribeDecoder.Subscribe(body, version, out var answer);
                    return reason == ReasonCode.Success ? MqttCodec.Encode(version, answer!) : null;
                });
                AssertAnswer(answer, body, version, bytesOfAnEntry: 1);
            },
            Print);

    [Fact]
    public void Unsubscribe_AnyBytes_IsAnsweredForEachFilter_OrByAReason()
        => PacketGen.Level.SelectMany(static level => Gen.Select(Gen.Const((MqttProtocolVersion)level), PacketGen.Unsubscribe(level).Body().Mutated())).Holds(
            static packet =>
            {
                var (version, body) = packet;
                var answer = Measure(body, () =>
                {
                    var reason = SubscribeDecoder.Unsubscribe(body, version, out var answer);
                    return reason == ReasonCode.Success ? MqttCodec.Encode(version, answer!) : null;
                });
                AssertAnswer(answer, body, version, bytesOfAnEntry: 0);
            },
            Print);

    [Fact]
    public void Acknowledgement_AnyBytes_NamesItsPacket_OrIsAReason()
        => PacketGen.Level.SelectMany(static level => Gen.Select(Gen.Const((MqttProtocolVersion)level), PacketGen.Ack(level).Body().Mutated())).Holds(
            static packet =>
            {
                var (version, body) = packet;
                var reason = Measure(body, () => (AckDecoder.Ack(body, version, out var packetId), packetId));
                if (reason.Item1 == ReasonCode.Success)
                {
                    Assert.Equal(BinaryPrimitives.ReadUInt16BigEndian(body), reason.packetId);
                    Assert.NotEqual(0, reason.packetId);
                    Assert.True(body.Length == 2 || version == MqttProtocolVersion.V500);
                }
            },
            Print);

    [Fact]
    public void Disconnect_AnyBytes_AnswersWithAReason()
        => PacketGen.Level.SelectMany(static level => Gen.Select(Gen.Const((MqttProtocolVersion)level), PacketGen.Disconnect(level).Body().Mutated())).Holds(
            static packet =>
            {
                var (version, body) = packet;
                var reason = Measure(body, () => AckDecoder.Disconnect(body, version));
                Assert.True(reason != ReasonCode.Success || body.Length == 0 || version == MqttProtocolVersion.V500);
            },
            Print);

    [Fact]
    public void Properties_AnyBytes_AreWalkedToTheirEnd_OrToAReason()
        => Gen.Select(PacketGen.AnyProperties.Mutated(), Gen.ULong, Gen.Bool, static (bytes, set, all) => (bytes, set: all ? ulong.MaxValue : set)).Holds(
            static read =>
            {
                var reader = new SpanReader(read.bytes);
                if (!PropertyReader.TryBegin(ref reader, read.set, out var properties))
                {
                    return;
                }

                var (seen, end) = (0UL, 0);
                while (properties.MoveNext())
                {
                    Assert.NotEqual(0UL, read.set & (1UL << (int)properties.Id));
                    Assert.True(properties.Id == PropertyId.UserProperty || (seen & (1UL << (int)properties.Id)) == 0);
                    seen |= 1UL << (int)properties.Id;
                    Assert.InRange(properties.End, end + 2, reader.Position);
                    end = properties.End;
                }

                Assert.True(properties.Error != ReasonCode.Success || end == 0 || end == reader.Position);
            },
            static read => $"{Convert.ToHexString(read.bytes)} of {read.set:X}");

    private static string Print((MqttProtocolVersion Version, byte[] Bytes) packet) => $"{packet.Version} {Convert.ToHexString(packet.Bytes)}";

    private static T Measure<T>(byte[] input, Func<T> decode)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = decode();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedCost + (CostOfAByte * input.Length));
        return result;
    }

    // The lengths of the header and of what follows it; 0 where more must come, and less where none can.
    private static (int Length, int Remaining) ReadHeader(byte[] bytes)
    {
        var remaining = 0;
        for (var digit = 1; digit <= 4; digit++)
        {
            if (digit >= bytes.Length)
            {
                return (0, 0);
            }

            remaining += (bytes[digit] % 128) * (int)Math.Pow(128, digit - 1);
            if (bytes[digit] < 128)
            {
                return (digit + 1, remaining);
            }
        }

        return (-1, 0);
    }

    private static int PropertiesLength(ReadOnlySpan<byte> rest, MqttProtocolVersion version)
    {
        if (version != MqttProtocolVersion.V500)
        {
            return 0;
        }

        var (length, properties) = ReadHeader([0, .. rest]);
        return length - 1 + properties;
    }

    private static void AssertAnswer(byte[]? answer, byte[] body, MqttProtocolVersion version, int bytesOfAnEntry)
    {
        if (answer is null)
        {
            return;
        }

        Assert.Equal(body[..2], answer[2..4]);
        var at = 2 + PropertiesLength(body.AsSpan(2), version);
        var filters = 0;
        for (; at < body.Length; filters++)
        {
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(body.AsSpan(at)) + bytesOfAnEntry;
        }

        // Only 5.0 answers UNSUBSCRIBE filter by filter.
        var codes = answer.Length - 4 - (version == MqttProtocolVersion.V500 ? 1 : 0);
        Assert.Equal(bytesOfAnEntry == 0 && version != MqttProtocolVersion.V500 ? 0 : filters, codes);
        Assert.True(filters > 0);
    }
}
