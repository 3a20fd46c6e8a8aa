using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Mqant.Gateway.Upgrades;

/// <summary>The head of a request of HTTP/1.1 (RFC 9112), of whose header fields only those are kept that <see cref="RequestField"/> has.</summary>
internal sealed class RequestHead
{
    private static readonly byte[][] Names =
    [
        [.. "Host"u8], [.. "Connection"u8], [.. "Upgrade"u8], [.. "Sec-WebSocket-Key"u8], [.. "Sec-WebSocket-Version"u8], [.. "Sec-WebSocket-Protocol"u8], [.. "Origin"u8],
        [.. "Authorization"u8], [.. "User-Agent"u8], [.. "X-Forwarded-For"u8], [.. "Forwarded"u8], [.. "Content-Length"u8], [.. "Transfer-Encoding"u8],
    ];

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // Section 5.5 of RFC 9110: a field has none of these in it.
    private static readonly SearchValues<byte> ControlBytes =
        SearchValues.Create([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    private readonly string?[] _fields = new string?[Names.Length];

    private RequestHead()
    {
    }

    public required string Method { get; init; }

    /// <summary>What is asked for, as it was sent.</summary>
    public required string Target { get; init; }

    /// <summary>Whether it is a request of HTTP/1.1, and not 1.0.</summary>
    public required bool IsHttp11 { get; init; }

    /// <summary>What a field says, or null. Of several with one name it is all of them, with commas between.</summary>
    public string? this[RequestField field] => _fields[(int)field];

    /// <summary>Whether a request may begin with this.</summary>
    public static bool CanBegin(byte first) => NameBytes.Contains(first);

    /// <summary>Reads a head.</summary>
    /// <param name="bytes">All of it, to its empty line.</param>
    /// <param name="lineLength">Length of its first line, with the line's end.</param>
    /// <param name="maxFields">How many header fields there may be.</param>
    /// <param name="refusal">What is wrong with it.</param>
    public static RequestHead? Parse(ReadOnlySpan<byte> bytes, int lineLength, int maxFields, out UpgradeRefusal? refusal)
    {
        // Both end with the end of a line.
        var line = bytes[..(lineLength - 2)];
        var fields = bytes[lineLength..^2];

        // Section 3: three parts, with one space between.
        refusal = UpgradeRefusal.NoRequest;
        var method = line.IndexOf((byte)' ');
        var target = method < 0 ? -1 : line[(method + 1)..].IndexOf((byte)' ');
        if (target <= 0)
        {
            return null;
        }

        var version = line[(method + 1 + target + 1)..];
        if (line[..method].ContainsAnyExcept(NameBytes) || line.Slice(method + 1, target).ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) || !version.StartsWith("HTTP/"u8))
        {
            return null;
        }

        var isHttp11 = version.SequenceEqual("HTTP/1.1"u8);
        if (!isHttp11 && !version.SequenceEqual("HTTP/1.0"u8))
        {
            refusal = version is [_, _, _, _, _, >= (byte)'0' and <= (byte)'9', (byte)'.', >= (byte)'0' and <= (byte)'9'] ? UpgradeRefusal.OtherVersion : UpgradeRefusal.NoRequest;
            return null;
        }

        if (!IsTarget(line.Slice(method + 1, target)))
        {
            return null;
        }

        var head = new RequestHead
        {
            Method = Encoding.ASCII.GetString(line[..method]),
            Target = Encoding.ASCII.GetString(line.Slice(method + 1, target)),
            IsHttp11 = isHttp11,
        };
        refusal = head.ReadFields(fields, maxFields);
        return refusal is null ? head : null;
    }

    // Section 3.2: a path, or the whole address; the other forms are for methods that are refused anyway.
    private static bool IsTarget(ReadOnlySpan<byte> target) => target[0] == '/' || target.IndexOf("://"u8) > 0;

    private UpgradeRefusal? ReadFields(ReadOnlySpan<byte> fields, int maxFields)
    {
        for (var count = 1; !fields.IsEmpty; count++)
        {
            if (count > maxFields)
            {
                return UpgradeRefusal.TooLargeFields;
            }

            var end = fields.IndexOf("\r\n"u8);
            var line = fields[..end];
            fields = fields[(end + 2)..];

            // Section 5: no space before the colon, and no field goes on in another line.
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(NameBytes) || line.ContainsAny(ControlBytes) || !Utf8.IsValid(line))
            {
                return UpgradeRefusal.NoRequest;
            }

            Keep(line[..colon], line[(colon + 1)..].Trim(" \t"u8));
        }

        return null;
    }

    private void Keep(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        for (var field = 0; field < Names.Length; field++)
        {
            if (Ascii.EqualsIgnoreCase(name, Names[field]))
            {
                var text = Encoding.UTF8.GetString(value);
                _fields[field] = _fields[field] is { } before ? $"{before}, {text}" : text;
                return;
            }
        }
    }
}
