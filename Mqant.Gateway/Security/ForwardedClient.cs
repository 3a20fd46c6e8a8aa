using System.Net;

namespace Mqant.Gateway.Security;

/// <summary>Whose connection it is that a proxy of HTTP has opened.</summary>
internal static class ForwardedClient
{
    /// <summary>The last address in the list that no trusted proxy has: proxies may stand behind each other, and what stands before that is the client's word.</summary>
    /// <param name="peer">The other end of the connection.</param>
    /// <param name="forwardedFor">The addresses that were forwarded for, as <c>X-Forwarded-For</c> has them.</param>
    /// <param name="proxies">Whose word is taken.</param>
    public static EndPoint? Find(EndPoint? peer, string forwardedFor, TrustedProxies proxies)
    {
        var addresses = forwardedFor.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var client = peer;
        for (var last = addresses.Length - 1; last >= 0 && proxies.Contains(client) && IPEndPoint.TryParse(addresses[last], out var named); last--)
        {
            client = named;
        }

        return client;
    }
}
