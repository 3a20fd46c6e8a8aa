using System.Buffers;
using MQTTnet.Formatter;

namespace Mqant.Gateway.Mqtt;

/// <summary>The first two to five bytes of every packet.</summary>
/// <param name="First">Packet type and flags.</param>
/// <param name="RemainingLength">How many bytes follow the header.</param>
/// <param name="Length">Length of the header itself.</param>
internal readonly record struct FixedHeader(byte First, int RemainingLength, int Length)
{
    private const int MaxLength = 5;

    public PacketType Type => (PacketType)(First >> 4);

    public byte Flags => (byte)(First & 0x0F);

    /// <summary>Reads a header.</summary>
    /// <returns>False when it is not all there yet, or malformed: then <paramref name="error"/> says so.</returns>
    public static bool TryRead(in ReadOnlySequence<byte> buffer, out FixedHeader header, out ReasonCode error)
    {
        var span = buffer.FirstSpan;
        if (span.Length >= MaxLength || buffer.IsSingleSegment)
        {
            return TryRead(span, out header, out error);
        }

        Span<byte> copy = stackalloc byte[(int)Math.Min(MaxLength, buffer.Length)];
        buffer.Slice(0, copy.Length).CopyTo(copy);
        return TryRead(copy, out header, out error);
    }

    /// <summary>The first byte of a buffer that is not empty.</summary>
    public static byte Peek(in ReadOnlySequence<byte> buffer)
    {
        // What a pipe hands out may begin with a segment that is used up.
        foreach (var segment in buffer)
        {
            if (!segment.IsEmpty)
            {
                return segment.Span[0];
            }
        }

        return 0;
    }

    /// <summary>Whether the flags are those that the version prescribes for the type (MQTT 3.1.1 and 5.0, section 2.2.2).</summary>
    public bool HasValidFlags(MqttProtocolVersion version) => Type switch
    {
        // DUP says something about a message that is acknowledged (MQTT-3.3.1-2); QoS 3 does not exist (MQTT-3.3.1-4).
        PacketType.Publish => (Flags & 0x06) != 0x06 && (version < MqttProtocolVersion.V311 || (Flags & 0x0E) != 0x08),

        // 3.1 lets clients mark these as repeated.
        PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe when version < MqttProtocolVersion.V311 => (Flags & 0x07) == 0x02,
        PacketType.PubRel or PacketType.Subscribe or PacketType.Unsubscribe => Flags == 0x02,
        _ => Flags == 0,
    };

    private static bool TryRead(ReadOnlySpan<byte> span, out FixedHeader header, out ReasonCode error)
    {
        header = default;
        error = ReasonCode.Success;
        var length = 0;
        for (var at = 1; at < span.Length; at++)
        {
            var digit = span[at];
            length |= (digit & 0x7F) << (7 * (at - 1));
            if ((digit & 0x80) == 0)
            {
                header = new FixedHeader(span[0], length, at + 1);
                return true;
            }

            if (at == MaxLength - 1)
            {
                error = ReasonCode.MalformedPacket;
                return false;
            }
        }

        return false;
    }
}
