using System.Net;
using System.Net.Sockets;

namespace Mqant;

/// <summary>Addresses and networks as operators write them: a single address is the network that holds nobody else.</summary>
internal static class AddressRanges
{
    /// <summary>Reads <c>192.0.2.1</c>, <c>192.0.2.0/24</c>, <c>2001:db8::1</c>, <c>2001:db8::/32</c>. What lies behind the prefix does not count.</summary>
    public static bool TryParse(string? text, out IPNetwork range)
    {
        range = default;
        var slash = text?.IndexOf('/') ?? -1;
        if (!TryParseAddress(slash < 0 ? text : text![..slash], out var address))
        {
            return false;
        }

        var bits = BitsOf(address);
        var length = bits;
        if (slash >= 0 && !(int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, null, out length) && length <= bits))
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6 && length >= 96)
        {
            (address, length) = (address.MapToIPv4(), length - 96);
        }

        range = Of(address, length);
        return true;
    }

    /// <summary>A client's address.</summary>
    public static bool TryParseAddress(string? text, out IPAddress address)
    {
        // What the system reads as an address else, such as "1" or "127.1", nobody means.
        address = IPAddress.None;
        if (text is null || (!text.Contains(':', StringComparison.Ordinal) && text.Count(static c => c == '.') != 3) || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        address = parsed;
        return true;
    }

    /// <summary>The network of a prefix length that an address is in.</summary>
    public static IPNetwork Of(IPAddress address, int length)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        bytes = bytes[..written];
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(length - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPNetwork(new IPAddress(bytes), length);
    }

    /// <summary>The shortest text that <see cref="TryParse"/> reads as this.</summary>
    public static string Format(IPNetwork range) => range.PrefixLength == BitsOf(range.BaseAddress) ? range.BaseAddress.ToString() : range.ToString();

    private static int BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
}
