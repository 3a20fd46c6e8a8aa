using System.Text;

namespace Mqant.Gateway.Security;

/// <summary>Reads the header <c>Forwarded</c> of RFC 7239.</summary>
internal static class ForwardedHeader
{
    // As the header has it where a proxy does not know.
    private const string Unknown = "unknown";

    /// <summary>
    /// The addresses for which proxies forwarded, the client's first, as <c>X-Forwarded-For</c> has them; null where quotation marks are not as section 4 wants them. Proxies append to what the
    /// client wrote: one that it left open would hide what they say.
    /// </summary>
    public static string? ReadAddresses(string header) => IsQuotedWell(header) ? string.Join(", ", Split(header, ',').Select(ReadAddress)) : null;

    // A value is quoted from its beginning to its end.
    private static bool IsQuotedWell(string header)
    {
        for (var at = header.IndexOf('"', StringComparison.Ordinal); at >= 0; at = header.IndexOf('"', at))
        {
            if (!header.AsSpan(0, at).TrimEnd().EndsWith('='))
            {
                return false;
            }

            for (at++; at < header.Length && header[at] != '"'; at++)
            {
                at += header[at] == '\\' ? 1 : 0;
            }

            if (at >= header.Length || header.AsSpan(at + 1).TrimStart() is not ([] or [',' or ';', ..]))
            {
                return false;
            }

            at++;
        }

        return true;
    }

    private static string ReadAddress(string element)
    {
        foreach (var pair in Split(element, ';'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && pair[..equals].Trim().Equals("for", StringComparison.OrdinalIgnoreCase))
            {
                var address = Unquote(pair[(equals + 1)..].Trim());
                return address.Contains(',', StringComparison.Ordinal) ? Unknown : address;
            }
        }

        return Unknown;
    }

    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, isQuoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == separator && !isQuoted)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string Unquote(string text)
    {
        if (text is not ['"', .., '"'] || text.Length < 2)
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '\\' && i < text.Length - 2)
            {
                i++;
            }

            plain.Append(text[i]);
        }

        return plain.ToString();
    }
}
