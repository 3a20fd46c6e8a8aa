using System.Buffers.Binary;

namespace Mqant.Gateway.Mqtt;

/// <summary>Writes MQTT's data types into a span that is long enough.</summary>
internal ref struct SpanWriter(Span<byte> span)
{
    private readonly Span<byte> _span = span;

    public int Position { get; private set; }

    public readonly Span<byte> Rest => _span[Position..];

    public void WriteByte(byte value) => _span[Position++] = value;

    public void WriteUInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Rest, value);
        Position += sizeof(ushort);
    }

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Rest, value);
        Position += sizeof(uint);
    }

    public void WriteVariable(int value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    /// <summary>A string or binary data: its length in two bytes, then itself.</summary>
    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteUInt16((ushort)value.Length);
        WriteRaw(value);
    }

    public void WriteRaw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Rest);
        Position += value.Length;
    }

    /// <summary>The header of a PUBLISH up to its topic, with a place for a packet identifier where it needs one.</summary>
    public void WritePublishHeader(byte qualityOfService, int remainingLength, ReadOnlySpan<byte> topic)
    {
        WriteByte((byte)(((int)PacketType.Publish << 4) | (qualityOfService << 1)));
        WriteVariable(remainingLength);
        WriteBinary(topic);
        if (qualityOfService > 0)
        {
            WriteUInt16(0);
        }
    }
}
