using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Mqant;

/// <summary>JSON as modules read and write it: property names as declared, UTF-8 with only what JSON needs escaped (RFC 8259 section 7).</summary>
public static class ModuleJson
{
    private static readonly Lock Gate = new();
    private static Action<JsonSerializerOptions>? _configure;
    private static bool _isInUse;

    /// <summary>The options with which results, errors and pushes are written.</summary>
    public static JsonSerializerOptions Options => InUse.Options;

    /// <summary>
    /// The options with which payloads are read. What a type says of itself counts: a property that is not nullable takes no null, and a parameter of a
    /// constructor that is neither nullable nor optional must be there, as a <see langword="required"/> property must.
    /// </summary>
    public static JsonSerializerOptions PayloadOptions => InUse.PayloadOptions;

    /// <summary>
    /// Changes how this process reads and writes JSON: a naming policy, converters, source-generated contexts (types that they do not have are still found by reflection). All
    /// processes of a game do the same, gateways too, before they start. What the framework itself sends, as <c>Session/OnKick</c>, is written so too.
    /// </summary>
    /// <exception cref="InvalidOperationException">JSON has been read or written already.</exception>
    public static void Configure(Action<JsonSerializerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        lock (Gate)
        {
            if (_isInUse)
            {
                throw new InvalidOperationException($"{nameof(ModuleJson)} is configured before the process starts; it has read or written JSON already.");
            }

            _configure += configure;
        }
    }

    /// <summary>A text as a JSON string with its quotes, in UTF-8.</summary>
    internal static byte[] Quote(string text) => JsonSerializer.SerializeToUtf8Bytes(text, Options);

    /// <summary>The bytes of a push or result: JSON, or the bytes themselves of a <see cref="RawPayload"/>.</summary>
    internal static ReadOnlyMemory<byte> Encode<T>(T value) => value is RawPayload raw
        ? raw.Bytes
        : JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>True unless the payload begins and ends like an object but isn't one.</summary>
    internal static bool IsAcceptable(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload[0] != (byte)'{' || payload[^1] != (byte)'}')
        {
            return true;
        }

        if (!Utf8.IsValid(payload))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(payload);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions { Encoder = new MinimalEncoder() };
        lock (Gate)
        {
            _isInUse = true;
            _configure?.Invoke(options);
        }

        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions CreatePayloadOptions(JsonSerializerOptions written)
    {
        var options = new JsonSerializerOptions(written)
        {
            RespectNullableAnnotations = true,
            TypeInfoResolver = written.TypeInfoResolver!.WithAddedModifier(RequireParameters),
        };
        options.MakeReadOnly();
        return options;
    }

    // RespectRequiredConstructorParameters would ask for those that are nullable, too; clients leave these out.
    private static void RequireParameters(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { HasDefaultValue: false } parameter && !IsNullable(parameter))
            {
                property.IsRequired = true;
            }
        }
    }

    private static bool IsNullable(JsonParameterInfo parameter) => parameter.ParameterType.IsValueType
        ? Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        : parameter.IsNullable;

    // Made when the first of them is asked for: after everything that configures.
    private static class InUse
    {
        public static readonly JsonSerializerOptions Options = CreateOptions();
        public static readonly JsonSerializerOptions PayloadOptions = CreatePayloadOptions(Options);

        // Without it they could be made earlier.
        static InUse()
        {
        }
    }

    // The encoders that come with the framework escape characters outside the basic plane, which includes most emoji.
    private sealed class MinimalEncoder : JavaScriptEncoder
    {
        public override int MaxOutputCharactersPerInputCharacter => 6;

        public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
        {
            var span = new ReadOnlySpan<char>(text, textLength);
            for (var i = 0; i < span.Length; i++)
            {
                if (char.IsHighSurrogate(span[i]) && i + 1 < span.Length && char.IsLowSurrogate(span[i + 1]))
                {
                    i++;
                }
                else if (char.IsSurrogate(span[i]) || WillEncode(span[i]))
                {
                    return i;
                }
            }

            return -1;
        }

        public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text)
        {
            for (var i = 0; i < utf8Text.Length; i++)
            {
                if (WillEncode(utf8Text[i]))
                {
                    return i;
                }
            }

            return -1;
        }

        public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

        public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
        {
            var destination = new Span<char>(buffer, bufferLength);
            var text = unicodeScalar switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                _ => null,
            };
            if (text is not null)
            {
                numberOfCharactersWritten = text.TryCopyTo(destination) ? text.Length : 0;
                return numberOfCharactersWritten != 0;
            }

            if (WillEncode(unicodeScalar))
            {
                return destination.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);
            }

            return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
        }
    }
}
