using Microsoft.Extensions.Options;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Security;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Hosting;

/// <summary>Gives everything that arrives at the WebSocket port to MQTT, before anything that the application has in its pipeline.</summary>
internal sealed class WebSocketBranch(ForwardedAddresses addresses, IOptions<GatewayOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        var endpoint = app.ApplicationServices.GetRequiredService<MqttWebSocketEndpoint>();
        var sockets = new WebSocketOptions();
        foreach (var origin in options.Value.AllowedOrigins)
        {
            sockets.AllowedOrigins.Add(origin);
        }

        app.MapWhen(
            static context => context.Features.Get<WebSocketListener>() is not null,
            branch =>
            {
                addresses.Use(branch, options.Value.Proxy.WebSocket);
                branch.Use(WatchFrames).UseWebSockets(sockets).Run(endpoint.InvokeAsync);
            });
        addresses.Use(app, options.Value.Proxy.Http);
        next(app);
    };

    private static Task WatchFrames(HttpContext context, RequestDelegate next)
    {
        ClientFrames.Watch(context);
        return next(context);
    }
}
