using System.Buffers;
using Mqant.Tests.Infrastructure;
using MQTTnet.Formatter;
using Mqant.Gateway.Mqtt;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>Whatever arrives: decoders answer with a reason and never throw, and connections end without an accident.</summary>
public sealed class MqttFuzzTests
{
    private const int Rounds = 40_000;

    private static readonly byte[][] Seeds =
    [
        Packets.Connect(3), Packets.Connect(4, keepAlive: 10), Packets.Connect(5, properties: [0x11, 0, 0, 0, 1, 0x21, 0, 5, 0x27, 0, 0, 1, 0]),
        Packets.Connect(4, flags: 0xEE, after: [.. Packets.Text("w"), .. Packets.Text("m"), .. Packets.Text("u"), .. Packets.Text("p")]),
        Packets.Connect(5, flags: 0x06, after: [5, 0x18, 0, 0, 0, 1, .. Packets.Text("w"), .. Packets.Text("m")]),
        Packets.Publish(4, "A/HD_B/1", "{}"), Packets.Publish(4, "A/HD_B/1", "{}", qos: 2, packetId: 1),
        Packets.Publish(
            5, "A/HD_B", "{}", qos: 1, packetId: 1, properties: [0x08, .. Packets.Text("r"), 0x09, .. Packets.Block(1), 0x26, 0, 1, 65, 0, 1, 66]),
        Packets.Of(0x82, [0, 1], Packets.Text("a/#"), [0]), Packets.Of(0x82, [0, 1, 0], Packets.Text("a/#"), [0], Packets.Text("$share/a/b"), [1]),
        Packets.Of(0xA2, [0, 1, 0], Packets.Text("a")), Packets.PingReq, [0x40, 2, 0, 1], [0x62, 4, 0, 1, 0, 0], [0x50, 2, 0, 1], [0xE0, 2, 4, 0],
    ];

    [Fact]
    public void Decoders_AnyBytes_AnswerWithAReason()
    {
        var random = new Random(20260101);
        var good = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var packet = Mutate(random);
            var buffer = Split(random, packet);
            if (!FixedHeader.TryRead(buffer, out var header, out _) || header.RemainingLength > packet.Length - header.Length)
            {
                continue;
            }

            var body = buffer.Slice(header.Length, header.RemainingLength).ToArray();
            Assert.Equal(packet[0], FixedHeader.Peek(buffer));
            foreach (var version in new[] { MqttProtocolVersion.V310, MqttProtocolVersion.V311, MqttProtocolVersion.V500 })
            {
                _ = header.HasValidFlags(version);
                good += Decode(header, body, version) == ReasonCode.Success ? 1 : 0;
            }
        }

        // Otherwise the mutations never get past the first check, and the test tests nothing.
        Assert.InRange(good, Rounds / 20, 3 * Rounds);
    }

    [Fact]
    public async Task Connections_AnyBytes_EndInOrder()
    {
        await using var gateway = new MemoryGateway();
        var random = new Random(20260102);
        for (var round = 0; round < 1_500; round++)
        {
            var connection = gateway.Connect(out var client);
            var running = connection.RunAsync();
            var packets = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Mutate(random)).ToArray();
            if (random.Next(4) > 0)
            {
                packets = [Seeds[random.Next(5)], .. packets];
            }

            try
            {
                await client.SendAsync(packets);
            }
            catch (Exception e) when (e is InvalidOperationException or IOException)
            {
                // Closed already, by what was sent first.
            }

            client.Dispose();
            await running.WaitAsync(TestContext.Current.CancellationToken);
            Assert.False(connection.TrySend(new Gateway.Sessions.OutboundMessage("A", default)));
        }
    }

    private static ReasonCode Decode(in FixedHeader header, byte[] body, MqttProtocolVersion version)
    {
        switch (header.Type)
        {
            case PacketType.Connect:
                var reason = ConnectDecoder.Decode(header.First, body, authenticates: false, out _, out _, out var connect);
                Assert.Equal(reason == ReasonCode.Success, connect is not null);
                return reason;
            case PacketType.Publish:
                reason = PublishDecoder.Decode(header.Flags, body, version, out var request);
                Assert.Equal(reason == ReasonCode.Success, request is not null);
                return reason;
            case PacketType.Subscribe:
                reason = SubscribeDecoder.Subscribe(body, version, out var subAck);
                return reason == ReasonCode.Success && MqttCodec.Encode(version, subAck!).Length < 5 ? ReasonCode.MalformedPacket : reason;
            case PacketType.Unsubscribe:
                reason = SubscribeDecoder.Unsubscribe(body, version, out var unsubAck);
                return reason == ReasonCode.Success && MqttCodec.Encode(version, unsubAck!).Length < 4 ? ReasonCode.MalformedPacket : reason;
            case PacketType.Disconnect:
                return AckDecoder.Disconnect(body, version);
            default:
                return AckDecoder.Ack(body, version, out _);
        }
    }

    private static byte[] Mutate(Random random)
    {
        var packet = Seeds[random.Next(Seeds.Length)].ToList();
        for (var i = random.Next(0, 4); i > 0 && packet.Count > 0; i--)
        {
            var at = random.Next(packet.Count);
            switch (random.Next(5))
            {
                case 0:
                    packet[at] = (byte)random.Next(256);
                    break;
                case 1:
                    packet[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    packet.Insert(at, (byte)random.Next(256));
                    break;
                case 3:
                    packet.RemoveAt(at);
                    break;
                default:
                    packet.AddRange(Seeds[random.Next(Seeds.Length)][..2]);
                    break;
            }
        }

        return [.. packet];
    }

    // As it may come from the network: in pieces.
    private static ReadOnlySequence<byte> Split(Random random, byte[] packet)
    {
        if (packet.Length < 2)
        {
            return new ReadOnlySequence<byte>(packet);
        }

        var cut = random.Next(0, packet.Length);
        var first = new BufferSegment(packet.AsMemory(0, cut), null);
        var last = new BufferSegment(packet.AsMemory(cut), first);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }
}
