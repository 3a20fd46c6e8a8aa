using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Mqant.Gateway.WebSockets;

/// <summary>The header of a frame (RFC 6455 section 5.2).</summary>
/// <param name="First">Whether it is the last of its message, reserved bits, and what it is.</param>
/// <param name="IsMasked">Whether its payload is masked.</param>
/// <param name="PayloadLength">Length of the payload; negative where it is none that there may be.</param>
/// <param name="Mask">What the payload is masked with, as it lies in memory.</param>
/// <param name="Length">Length of the header; 0 where not all of it has come.</param>
internal readonly record struct FrameHeader(byte First, bool IsMasked, long PayloadLength, uint Mask, int Length)
{
    /// <summary>The longest header.</summary>
    public const int MaxLength = 2 + sizeof(ulong) + MaskLength;

    /// <summary>The longest payload of a frame that is no message (section 5.5).</summary>
    public const int MaxControlPayload = 125;

    private const int MaskLength = sizeof(uint);
    private const byte LastBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte OpcodeBits = 0x0F;
    private const byte ControlBit = 0x08;
    private const byte MaskBit = 0x80;
    private const byte TwoByteLength = 126;
    private const byte EightByteLength = 127;

    public Opcode Opcode => (Opcode)(First & OpcodeBits);

    public bool IsLast => (First & LastBit) != 0;

    public bool IsControl => (First & ControlBit) != 0;

    public bool HasReservedBits => (First & ReservedBits) != 0;

    /// <summary>Reads a header. Without a mask it ends where that would be, and what is wrong with a length is known before the mask has come.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
        {
            return default;
        }

        var isMasked = (bytes[1] & MaskBit) != 0;
        var length = (byte)(bytes[1] & ~MaskBit);
        var maskAt = 2 + (length switch { TwoByteLength => sizeof(ushort), EightByteLength => sizeof(ulong), _ => 0 });

        // Neither may a control frame be longer than that, nor a client leave out the mask: then nothing more is needed to refuse it.
        if (!isMasked || (length >= TwoByteLength && (bytes[0] & ControlBit) != 0))
        {
            return new FrameHeader(bytes[0], isMasked, length, 0, 2);
        }

        if (bytes.Length < maskAt)
        {
            return default;
        }

        var payload = maskAt switch
        {
            2 => length,
            2 + sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            _ => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
        };
        return payload < 0 ? new FrameHeader(bytes[0], isMasked, payload, 0, maskAt)
            : bytes.Length < maskAt + MaskLength ? default
            : new FrameHeader(bytes[0], isMasked, payload, MemoryMarshal.Read<uint>(bytes[maskAt..]), maskAt + MaskLength);
    }

    /// <summary>Length of the header of a frame from here: those are not masked.</summary>
    public static int LengthFor(int payload) => payload < TwoByteLength ? 2 : payload <= ushort.MaxValue ? 2 + sizeof(ushort) : 2 + sizeof(ulong);

    /// <summary>Writes the header of a whole message, or of a control frame; returns its length.</summary>
    public static int Write(Span<byte> destination, Opcode opcode, int payload)
    {
        destination[0] = (byte)(LastBit | (byte)opcode);
        switch (payload)
        {
            case < TwoByteLength:
                destination[1] = (byte)payload;
                return 2;
            case <= ushort.MaxValue:
                destination[1] = TwoByteLength;
                BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payload);
                return 2 + sizeof(ushort);
            default:
                destination[1] = EightByteLength;
                BinaryPrimitives.WriteInt64BigEndian(destination[2..], payload);
                return 2 + sizeof(ulong);
        }
    }
}
