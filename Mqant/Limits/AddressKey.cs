using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Mqant;

/// <summary>What counts as one address: whoever has one of IPv6 has a network of 64 bits of them, which is what one household gets.</summary>
internal static class AddressKey
{
    public static UInt128 Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
        {
            bytes[8..].Clear();
        }

        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>The same as text; what is no internet address is its own key.</summary>
    public static string Of(string address) => IPAddress.TryParse(address, out var ip) ? Of(ip).ToString("X32", System.Globalization.CultureInfo.InvariantCulture) : address;
}
