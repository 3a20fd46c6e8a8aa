using System.Net;

namespace Mqant.Gateway.Security;

/// <summary>Whose word on the client's address is taken.</summary>
internal sealed class TrustedProxies
{
    public TrustedProxies(GatewayProxyOptions options)
    {
        foreach (var network in options.Networks)
        {
            AddressRanges.TryParse(network, out var range);
            Networks.Add(range);
        }
    }

    public List<IPNetwork> Networks { get; } = [];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Networks.Count == 0;

    public bool Contains(EndPoint? endPoint)
    {
        if (endPoint is not IPEndPoint { Address: var address })
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        foreach (var network in Networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
