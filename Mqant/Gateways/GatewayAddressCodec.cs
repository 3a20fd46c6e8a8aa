using System.Collections.Concurrent;
using System.Text;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace Mqant;

/// <summary>
/// How the address of a gateway travels: as text that is read once. It is part of every call and of every message to a session, and what it names (a grain
/// reference and a silo) costs more to read than the call.
/// </summary>
[RegisterSerializer]
internal sealed class GatewayAddressCodec(IGrainFactory grains) : IFieldCodec<GatewayAddress>
{
    // Addresses take a hundred bytes or so.
    private const int MaxLength = 1024;

    // Far more than there are at a time. Those of the past are forgotten together with the others.
    private const int MaxKnown = 1000;

    private readonly ConcurrentDictionary<string, GatewayAddress> _known = new(StringComparer.Ordinal);

    /// <summary>Length and text; both the ids of gateways and the addresses of silos are ASCII.</summary>
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, GatewayAddress? value)
        where TBufferWriter : System.Buffers.IBufferWriter<byte>
    {
        // Null is a reference, too.
        if (ReferenceCodec.TryWriteReferenceField(ref writer, fieldIdDelta, expectedType, value))
        {
            return;
        }

        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(GatewayAddress), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)value!.Encoded.Length);
        writer.Write(value.Encoded);
    }

    /// <inheritdoc/>
    public GatewayAddress? ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
        {
            return ReferenceCodec.ReadReference<GatewayAddress, TInput>(ref reader, field);
        }

        field.EnsureWireType(WireType.LengthPrefixed);
        var length = reader.ReadVarUInt32();
        if (length > MaxLength)
        {
            throw new SerializerException($"The address of a gateway has {length} bytes; at most {MaxLength} are expected.");
        }

        Span<byte> bytes = stackalloc byte[(int)length];
        reader.ReadBytes(bytes);
        var address = Find(bytes);
        ReferenceCodec.RecordObject(reader.Session, address);
        return address;
    }

    /// <summary>Reads <see cref="GatewayAddress.Encoded"/>.</summary>
    internal static GatewayAddress Parse(string text, IGrainFactory grains)
    {
        var parts = text.Split(' ');
        return new(grains.GetGrain<IGatewayObserver>(GrainId.Parse(parts[0])), parts.Length > 1 ? SiloAddress.FromParsableString(parts[1]) : null);
    }

    private GatewayAddress Find(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[bytes.Length];
        Encoding.Latin1.GetChars(bytes, text);
        if (_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known))
        {
            return known;
        }

        if (_known.Count >= MaxKnown)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(text.ToString(), Parse, grains);
    }
}
