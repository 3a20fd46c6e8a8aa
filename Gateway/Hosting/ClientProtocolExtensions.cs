using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Hosting;

/// <summary>Puts the client protocols into a host.</summary>
public static class ClientProtocolExtensions
{
    /// <summary>
    /// Adds MQTT over TCP and WebSocket, the framed protocol, and Kestrel's listeners for them and for HTTP, as <see cref="GatewayOptions"/> says.
    /// The application needs <see cref="UseClientProtocols"/> too.
    /// </summary>
    public static IServiceCollection AddClientProtocols(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<GatewayEndpoints>();
        services.TryAddSingleton<HeldListeners>();
        services.TryAddSingleton<ClientConnectionServices>();
        services.TryAddSingleton<MqttWebSocketEndpoint>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, GatewayListeners>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<SocketTransportOptions>, SocketSettings>());
        return services;
    }

    /// <summary>
    /// Adds a listener for a client protocol of one's own. The handler is made for each connection by dependency injection; deriving from
    /// <see cref="ClientConnection"/> does most of its work.
    /// </summary>
    /// <typeparam name="THandler">Serves a connection from its first byte to its last.</typeparam>
    /// <param name="services">The services of the gateway.</param>
    /// <param name="name">Unique name, by which <see cref="GatewayEndpoints.GetPort"/> finds the port.</param>
    /// <param name="port">Port to listen on, on the gateway's address; 0 picks a free one.</param>
    public static IServiceCollection AddClientProtocol<THandler>(this IServiceCollection services, string name, int port)
        where THandler : ConnectionHandler
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        return services.AddSingleton(new ClientProtocolListener(name, port, static connections => connections.UseConnectionHandler<THandler>()));
    }

    /// <summary>
    /// Gives everything that arrives at the WebSocket port to MQTT; other requests go on. Belongs first in the pipeline.
    /// </summary>
    public static IApplicationBuilder UseClientProtocols(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var endpoint = app.ApplicationServices.GetRequiredService<MqttWebSocketEndpoint>();
        return app.MapWhen(
            static context => context.Features.Get<WebSocketListener>() is not null,
            branch => branch.Use(WatchFrames).UseWebSockets().Run(endpoint.InvokeAsync));
    }

    private static Task WatchFrames(HttpContext context, RequestDelegate next)
    {
        ClientFrames.Watch(context);
        return next(context);
    }
}
