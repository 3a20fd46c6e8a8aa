using System.Net;

namespace Mqant.Operations.Door;

/// <summary>From where a request comes: the client's address, also behind a proxy that is trusted.</summary>
internal static class Peer
{
    public static IPAddress AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
