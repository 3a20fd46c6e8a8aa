using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Mqant;

/// <summary>Writes the length and the bytes.</summary>
[RegisterSerializer]
internal sealed class WireBytesCodec : IFieldCodec<WireBytes>
{
    /// <inheritdoc/>
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, WireBytes value)
        where TBufferWriter : System.Buffers.IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(WireBytes), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)value.Memory.Length);
        writer.Write(value.Memory.Span);
    }

    /// <inheritdoc/>
    public WireBytes ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        return reader.ReadBytes(reader.ReadVarUInt32());
    }
}
