using System.Buffers.Binary;
using System.Text.Unicode;

namespace Mqant.Gateway.Mqtt;

/// <summary>Reads MQTT's data types. A method that returns false met something malformed; it never reads past the end.</summary>
internal ref struct SpanReader(ReadOnlySpan<byte> span, int position = 0)
{
    private readonly ReadOnlySpan<byte> _span = span;

    public int Position { get; private set; } = position;

    public readonly bool IsAtEnd => Position == _span.Length;

    private readonly ReadOnlySpan<byte> Rest => _span[Position..];

    public bool TryReadByte(out byte value)
    {
        if (IsAtEnd)
        {
            value = 0;
            return false;
        }

        value = _span[Position++];
        return true;
    }

    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(Rest, out value))
        {
            return false;
        }

        Position += sizeof(ushort);
        return true;
    }

    public bool TryReadUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(Rest, out value))
        {
            return false;
        }

        Position += sizeof(uint);
        return true;
    }

    /// <summary>A variable byte integer, in its shortest form only (MQTT-1.5.5-1).</summary>
    public bool TryReadVariable(out int value)
    {
        value = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            if (!TryReadByte(out var digit))
            {
                return false;
            }

            value |= (digit & 0x7F) << shift;
            if ((digit & 0x80) == 0)
            {
                return digit != 0 || shift == 0;
            }
        }

        return false;
    }

    public bool TryReadBinary(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryReadUInt16(out var length) || length > _span.Length - Position)
        {
            return false;
        }

        value = _span.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>A string: valid UTF-8 without the null character (MQTT-1.5.4-1, MQTT-1.5.4-2).</summary>
    public bool TryReadString(out ReadOnlySpan<byte> value)
        => TryReadBinary(out value) && !value.Contains((byte)0) && Utf8.IsValid(value);

    /// <summary>The next <paramref name="length"/> bytes as a reader of their own, whose positions are those of this one.</summary>
    public bool TryReadPart(int length, out SpanReader part)
    {
        if (length > _span.Length - Position)
        {
            part = default;
            return false;
        }

        part = new SpanReader(_span[..(Position + length)], Position);
        Position += length;
        return true;
    }
}
