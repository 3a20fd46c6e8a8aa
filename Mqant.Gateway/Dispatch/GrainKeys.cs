using System.Text;
using System.Text.Json;

namespace Mqant.Gateway.Dispatch;

/// <summary>Reads and checks the keys by which clients choose grains.</summary>
internal static class GrainKeys
{
    /// <summary>Longest key, in bytes of UTF-8.</summary>
    public const int MaxLength = 64;

    /// <summary>The key that a grain is known by; null for one that cannot be one: it has 1 to 64 bytes, is not blank, and has nothing that cannot be seen.</summary>
    public static string? Normalize(string key, INamePolicy names) => IsAllowed(key) && names.Normalize(NameKind.Key, key) is { } known && IsAllowed(known) ? known : null;

    /// <summary>A key has 1 to 64 bytes, is not blank, and has no control characters.</summary>
    public static bool IsAllowed(ReadOnlySpan<char> key)
    {
        if (key.IsWhiteSpace() || key.Length > MaxLength || Encoding.UTF8.GetByteCount(key) > MaxLength)
        {
            return false;
        }

        foreach (var c in key)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A string property of a JSON object; null when it is missing, empty, no string, or the payload is no object.</summary>
    public static string? ReadField(ReadOnlySpan<byte> payload, string field)
    {
        if (payload.IsEmpty || payload[0] != (byte)'{')
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(payload);
            reader.Read();
            string? found = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var matches = reader.ValueTextEquals(field);
                reader.Read();
                if (matches)
                {
                    // The last one counts, as for the handler.
                    found = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                reader.Skip();
            }

            return string.IsNullOrEmpty(found) ? null : found;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The handler of the reserved grain reports it.
            return null;
        }
    }
}
