using System.ComponentModel.DataAnnotations;

namespace Mqant.Gateway;

/// <summary>
/// Proxies that open connections for clients and say for whom: section <c>Mqant:Gateway:Proxy</c>. Only those in <see cref="Networks"/> are believed. Sessions, limits by address, bans, hooks,
/// the console and logs then have the client's address.
/// </summary>
public sealed class GatewayProxyOptions : IValidatableObject
{
    /// <summary>Where the proxies are, as addresses or networks: <c>10.0.0.5</c>, <c>10.0.0.0/24</c>, <c>2001:db8::/64</c>; what lies behind the prefix does not count. None: nobody is believed.</summary>
    public IList<string> Networks { get; set; } = [];

    /// <summary>What proxies send on the ports of MQTT over WebSocket. On those of MQTT over TCP and of other protocols over TCP it is <see cref="ClientAddressHeader.ProxyProtocol"/>.</summary>
    [EnumDataType(typeof(ClientAddressHeader))]
    public ClientAddressHeader WebSocket { get; set; }

    /// <summary>What proxies send on the ports of HTTP.</summary>
    [EnumDataType(typeof(ClientAddressHeader))]
    public ClientAddressHeader Http { get; set; } = ClientAddressHeader.XForwardedFor;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Networks.Count == 0)
        {
            var unset = new GatewayProxyOptions();
            foreach (var (name, isSet) in new[] { (nameof(WebSocket), WebSocket != unset.WebSocket), (nameof(Http), Http != unset.Http) })
            {
                if (isSet)
                {
                    yield return new ValidationResult($"No proxy is believed whatever it sends: {nameof(Networks)} says where they are, {nameof(Networks)}:0 first.", [name]);
                }
            }
        }

        for (var i = 0; i < Networks.Count; i++)
        {
            if (!AddressRanges.TryParse(Networks[i], out _))
            {
                yield return new ValidationResult($"'{Networks[i]}' is no address and no network; expected for example '10.0.0.0/24'.", [$"{nameof(Networks)}:{i}"]);
            }
        }
    }
}
