using Microsoft.Extensions.Options;
using Mqant.Gateway.Security;

namespace Mqant.Gateway.Hosting;

/// <summary>Gives requests of HTTP that come through a proxy the addresses of their clients, before anything that the application has in its pipeline.</summary>
internal sealed class HttpAddresses(ForwardedAddresses addresses, IOptions<GatewayOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        addresses.Use(app, options.Value.Proxy.Http);
        next(app);
    };
}
