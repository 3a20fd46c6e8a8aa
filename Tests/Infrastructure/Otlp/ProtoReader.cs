using System.Buffers.Binary;
using System.Text;

namespace Mqant.Tests.Infrastructure.Otlp;

/// <summary>Reads the fields of a protobuf message one after the other: as much of the format as OTLP needs.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int VarInt = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the present field.</summary>
    public int Field { get; private set; }

    /// <summary>Its value where it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its value where it is bytes, a text or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public readonly string Hex => Convert.ToHexStringLower(Bytes);

    public readonly double Double => BitConverter.UInt64BitsToDouble(Number);

    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarInt();
        Field = (int)(tag >> 3);
        Number = 0;
        Bytes = default;
        switch ((int)(tag & 7))
        {
            case VarInt:
                Number = ReadVarInt();
                break;
            case Fixed64:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case Delimited:
                Bytes = Take((int)ReadVarInt());
                break;
            case Fixed32:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"Wire type {tag & 7} of field {Field} is none.");
        }

        return true;
    }

    private ulong ReadVarInt()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
