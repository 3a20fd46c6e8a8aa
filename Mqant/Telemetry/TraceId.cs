using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Mqant;

/// <summary>
/// A W3C trace id. Unlike <see cref="ActivityTraceId"/> it is made without an allocation: every request has one, few are recorded.
/// </summary>
[GenerateSerializer, Immutable, Alias("mqant.TraceId")]
public readonly record struct TraceId
{
    private TraceId(ulong high, ulong low) => (High, Low) = (high, low);

    [Id(0)]
    internal ulong High { get; init; }

    [Id(1)]
    internal ulong Low { get; init; }

    /// <summary>A new id.</summary>
    public static TraceId CreateRandom()
    {
        // The specification forbids zero only; ids need not be hard to guess.
        Span<ulong> parts = stackalloc ulong[2];
        Random.Shared.NextBytes(MemoryMarshal.AsBytes(parts));
        return new TraceId(parts[0], parts[1] | 1);
    }

    /// <summary>The same id.</summary>
    public static TraceId From(ActivityTraceId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.CopyTo(bytes);
        return new TraceId(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>The same id.</summary>
    public ActivityTraceId ToActivityTraceId() => ActivityTraceId.CreateFromString(ToString());

    /// <summary>Writes 32 lower-case hexadecimal digits in UTF-8.</summary>
    public void Format(Span<byte> destination)
    {
        High.TryFormat(destination, out _, "x16", CultureInfo.InvariantCulture);
        Low.TryFormat(destination[16..], out _, "x16", CultureInfo.InvariantCulture);
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x16}{Low:x16}");
}
