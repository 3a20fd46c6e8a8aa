using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Mqant.Gateway.Security;

/// <summary>Reads the header of the PROXY protocol, versions 1 and 2, as HAProxy's <c>proxy-protocol.txt</c> describes it.</summary>
internal static class ProxyHeader
{
    /// <summary>The longest header that is read. Those of version 2 hold addresses and what proxies add to them, which is some hundred bytes.</summary>
    public const int MaxLength = 4096;

    // "PROXY TCP6 " and two addresses and ports, the line's end included.
    private const int MaxLengthOfVersion1 = 107;
    private const int FixedLengthOfVersion2 = 16;
    private const int IPv4Length = 4;
    private const int IPv6Length = 16;

    private const byte Local = 0x20;
    private const byte Proxy = 0x21;
    private const byte TcpOverIPv4 = 0x11;
    private const byte TcpOverIPv6 = 0x21;

    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];
    private static readonly byte[] Name = "PROXY "u8.ToArray();

    /// <summary>Reads the header at the beginning of a connection.</summary>
    /// <param name="buffer">What has arrived; moved behind the header when there is a whole one.</param>
    /// <param name="client">Whose connection it is; null where it is the proxy's own, or the proxy does not say.</param>
    public static ProxyHeaderResult Read(ref ReadOnlySequence<byte> buffer, out IPEndPoint? client)
    {
        client = null;

        // Headers are short and come in one piece: a copy is the exception.
        var length = (int)Math.Min(buffer.Length, MaxLength);
        var start = buffer.Slice(0, length);
        var bytes = start.IsSingleSegment ? start.FirstSpan : start.ToArray();
        var (result, read) = bytes.StartsWith(Signature) ? ReadVersion2(bytes, out client)
            : bytes.StartsWith(Name) ? ReadVersion1(bytes, out client)
            : (Signature.AsSpan().StartsWith(bytes) || Name.AsSpan().StartsWith(bytes) ? ProxyHeaderResult.Incomplete : ProxyHeaderResult.None, 0);
        buffer = buffer.Slice(read);
        return result;
    }

    private static (ProxyHeaderResult Result, int Length) ReadVersion2(ReadOnlySpan<byte> bytes, out IPEndPoint? client)
    {
        client = null;
        if (bytes.Length < FixedLengthOfVersion2)
        {
            return (ProxyHeaderResult.Incomplete, 0);
        }

        var (command, family) = (bytes[12], bytes[13]);
        var length = FixedLengthOfVersion2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (command is not (Local or Proxy) || length > MaxLength)
        {
            return (ProxyHeaderResult.Invalid, 0);
        }

        if (bytes.Length < length)
        {
            return (ProxyHeaderResult.Incomplete, 0);
        }

        // What is said of other families, of local sockets for example, is no address of a client.
        var size = command == Local ? 0 : family switch { TcpOverIPv4 => IPv4Length, TcpOverIPv6 => IPv6Length, _ => 0 };
        if (size > 0)
        {
            var addresses = bytes[FixedLengthOfVersion2..length];
            if (addresses.Length < 2 * (size + sizeof(ushort)))
            {
                return (ProxyHeaderResult.Invalid, 0);
            }

            client = new IPEndPoint(new IPAddress(addresses[..size]), BinaryPrimitives.ReadUInt16BigEndian(addresses[(2 * size)..]));
        }

        return (ProxyHeaderResult.Read, length);
    }

    private static (ProxyHeaderResult Result, int Length) ReadVersion1(ReadOnlySpan<byte> bytes, out IPEndPoint? client)
    {
        client = null;
        var line = bytes[..Math.Min(bytes.Length, MaxLengthOfVersion1)];
        var end = line.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return (bytes.Length < MaxLengthOfVersion1 ? ProxyHeaderResult.Incomplete : ProxyHeaderResult.Invalid, 0);
        }

        var parts = Encoding.Latin1.GetString(line[..end]).Split(' ');
        if (parts[1] != "UNKNOWN" && !TryReadClient(parts, out client))
        {
            return (ProxyHeaderResult.Invalid, 0);
        }

        return (ProxyHeaderResult.Read, end + 2);
    }

    private static bool TryReadClient(string[] parts, out IPEndPoint? client)
    {
        client = null;
        if (parts is not ["PROXY", "TCP4" or "TCP6", var source, var destination, var sourcePort, var destinationPort]
            || !TryReadAddress(source, parts[1], out var address)
            || !TryReadAddress(destination, parts[1], out _)
            || !TryReadPort(sourcePort, out var port)
            || !TryReadPort(destinationPort, out _))
        {
            return false;
        }

        client = new IPEndPoint(address, port);
        return true;
    }

    private static bool TryReadAddress(string text, string family, out IPAddress address) =>
        AddressRanges.TryParseAddress(text, out address) && text.Contains(':', StringComparison.Ordinal) == (family == "TCP6");

    private static bool TryReadPort(string text, out ushort port) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
