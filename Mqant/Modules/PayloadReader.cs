using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Mqant;

/// <summary>Chooses how payloads are read as a type; done once for each handler.</summary>
internal static class PayloadReader
{
    public static Func<ReadOnlyMemory<byte>, TPayload> For<TPayload>()
    {
        if (typeof(TPayload) == typeof(NoPayload))
        {
            return static bytes => Raw<TPayload, NoPayload>(bytes, default);
        }

        if (typeof(TPayload) == typeof(RawPayload))
        {
            return static bytes => Raw<TPayload, RawPayload>(bytes, new RawPayload(bytes));
        }

        if (typeof(TPayload) == typeof(ReadOnlyMemory<byte>))
        {
            return static bytes => Raw<TPayload, ReadOnlyMemory<byte>>(bytes, bytes);
        }

        if (typeof(TPayload) == typeof(byte[]))
        {
            return static bytes => Raw<TPayload, byte[]>(bytes, bytes.ToArray());
        }

        var type = (JsonTypeInfo<TPayload>)ModuleJson.PayloadOptions.GetTypeInfo(typeof(TPayload));
        return bytes => Read(bytes.Span, type);
    }

    private static TPayload Raw<TPayload, TActual>(ReadOnlyMemory<byte> bytes, TActual value) => ModuleJson.IsAcceptable(bytes.Span)
        ? Unsafe.As<TActual, TPayload>(ref value)
        : throw new BadPayloadException("It begins and ends like a JSON object, but is none.");

    private static TPayload Read<TPayload>(ReadOnlySpan<byte> bytes, JsonTypeInfo<TPayload> type)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new BadPayloadException($"null is no {typeof(TPayload)}.");
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or FormatException)
        {
            // Text that is not UTF-8 inside a string is reported as InvalidOperationException by the reader.
            throw new BadPayloadException($"{exception.Message} {exception.InnerException?.Message}", exception);
        }
    }
}
