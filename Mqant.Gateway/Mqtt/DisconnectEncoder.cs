using System.Text;

namespace Mqant.Gateway.Mqtt;

/// <summary>DISCONNECT of 5.0 (section 3.14).</summary>
internal static class DisconnectEncoder
{
    /// <summary>Encodes it.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="text">What is told beside that, unless the packet would be larger than the client takes; null: nothing.</param>
    /// <param name="maxPacketSize">The largest packet that the client takes.</param>
    public static byte[] Encode(ReasonCode reason, string? text, int maxPacketSize) =>
        text is not null && Encode(reason, ReasonString(text)) is var told && told.Length <= maxPacketSize ? told : Encode(reason, [0]);

    /// <summary>The properties of a packet that has a Reason String and nothing else.</summary>
    public static byte[] ReasonString(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = 1 + sizeof(ushort) + bytes.Length;
        var properties = new byte[PacketSize.OfVariable(length) + length];
        var writer = new SpanWriter(properties);
        writer.WriteVariable(length);
        writer.WriteByte((byte)PropertyId.ReasonString);
        writer.WriteBinary(bytes);
        return properties;
    }

    private static byte[] Encode(ReasonCode reason, ReadOnlySpan<byte> properties)
    {
        var length = 1 + properties.Length;
        var packet = new byte[PacketSize.OfPacket(length)];
        var writer = new SpanWriter(packet);
        writer.WriteByte((byte)PacketType.Disconnect << 4);
        writer.WriteVariable(length);
        writer.WriteByte((byte)reason);
        writer.WriteRaw(properties);
        return packet;
    }
}
