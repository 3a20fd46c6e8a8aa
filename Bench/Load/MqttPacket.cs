using System.Buffers.Binary;
using System.Text;

namespace Mqant.Bench.Load;

/// <summary>The few packets of MQTT 3.1.1 that the generator speaks.</summary>
internal static class MqttPacket
{
    internal const byte ConnectAcknowledgement = 0x20;
    internal const byte PublishQos0 = 0x30;

    /// <summary>DISCONNECT.</summary>
    internal static ReadOnlySpan<byte> Disconnect => [0xE0, 0];

    internal static byte[] Connect(string clientId, ushort keepAliveSeconds)
    {
        byte[] id = Encoding.UTF8.GetBytes(clientId);
        ReadOnlySpan<byte> fixedPart = [0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 0x02, 0, 0, 0, 0];
        var packet = Allocate(0x10, fixedPart.Length + id.Length, out int at);
        fixedPart.CopyTo(packet.AsSpan(at));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(at + 8), keepAliveSeconds);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(at + 10), (ushort)id.Length);
        id.CopyTo(packet, at + fixedPart.Length);
        return packet;
    }

    internal static byte[] Publish(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        var packet = Allocate(PublishQos0, 2 + topic.Length + payload.Length, out int at);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(at), (ushort)topic.Length);
        topic.CopyTo(packet.AsSpan(at + 2));
        payload.CopyTo(packet.AsSpan(at + 2 + topic.Length));
        return packet;
    }

    /// <summary>Reads a fixed header; false when more bytes are needed to know how long the packet is.</summary>
    internal static bool TryReadLength(ReadOnlySpan<byte> bytes, out int headerLength, out int packetLength)
    {
        int remaining = 0;
        for (int i = 1; i < bytes.Length && i <= 4; i++)
        {
            remaining |= (bytes[i] & 0x7F) << (7 * (i - 1));
            if (bytes[i] < 0x80)
            {
                headerLength = i + 1;
                packetLength = headerLength + remaining;
                return true;
            }
        }

        headerLength = 0;
        packetLength = 0;
        return false;
    }

    /// <summary>What a PUBLISH of QoS 0 carries; false when it is none.</summary>
    internal static bool TryReadPublish(ReadOnlySpan<byte> packet, int headerLength, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload)
    {
        topic = payload = default;
        if (packet[0] != PublishQos0 || packet.Length < headerLength + 2)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(packet[headerLength..]);
        if (packet.Length < headerLength + 2 + length)
        {
            return false;
        }

        topic = packet.Slice(headerLength + 2, length);
        payload = packet[(headerLength + 2 + length)..];
        return true;
    }

    private static byte[] Allocate(byte type, int remaining, out int headerLength)
    {
        headerLength = remaining < 128 ? 2 : remaining < 16_384 ? 3 : remaining < 2_097_152 ? 4 : 5;
        var packet = new byte[headerLength + remaining];
        packet[0] = type;
        int left = remaining;
        for (int i = 1; i < headerLength; i++)
        {
            packet[i] = (byte)((left & 0x7F) | (i < headerLength - 1 ? 0x80 : 0));
            left >>= 7;
        }

        return packet;
    }
}
