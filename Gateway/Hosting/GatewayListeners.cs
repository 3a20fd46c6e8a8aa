using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Framed;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Hosting;

/// <summary>Makes Kestrel listen where the gateway's settings say.</summary>
internal sealed class GatewayListeners(
    IOptions<GatewayOptions> options,
    GatewayEndpoints endpoints,
    HeldListeners held,
    ClientConnectionServices services,
    IEnumerable<ClientProtocolListener> added) : IConfigureOptions<KestrelServerOptions>
{
    private const string Any = "*";
    private const string Localhost = "localhost";

    private readonly GatewayOptions _options = options.Value;

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        Listen(kestrel, ListenerNames.Tcp, _options.TcpPort, Key(nameof(GatewayOptions.TcpPort)), static listen => listen.UseConnectionHandler<MqttConnectionHandler>());
        Listen(kestrel, ListenerNames.WebSocket, _options.WebSocketPort, Key(nameof(GatewayOptions.WebSocketPort)), UseWebSockets);
        Listen(kestrel, ListenerNames.Http, _options.HttpPort, Key(nameof(GatewayOptions.HttpPort)), static _ => { });
        if (_options.FramedPort is { } framedPort)
        {
            Listen(kestrel, ListenerNames.Framed, framedPort, Key(nameof(GatewayOptions.FramedPort)), static listen => listen.UseConnectionHandler<FramedConnectionHandler>());
        }

        foreach (var protocol in added)
        {
            Listen(kestrel, protocol.Name, protocol.Port, $"The port of protocol {protocol.Name}", protocol.Use);
        }
    }

    // Ports can be 0 until they are bound: which listener a request came through is told by this mark.
    private void UseWebSockets(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => connection =>
        {
            connection.Features.Set(new WebSocketListener(connection, services));
            return next(connection);
        });
    }

    private static string Key(string name) => $"{GatewayOptions.SectionName}:{name}";

    private void Listen(KestrelServerOptions kestrel, string name, int port, string setting, Action<ListenOptions> use)
    {
        void Configure(ListenOptions listen)
        {
            use(listen);
            endpoints.Add(name, listen);
        }

        switch (_options.Address)
        {
            case Any:
                kestrel.ListenAnyIP(held.HoldAny(port, setting), Configure);
                break;
            case Localhost when port != 0:
                held.HoldLoopback(port, setting);
                kestrel.ListenLocalhost(port, Configure);
                break;

            // A free port cannot be the same one for both loopback addresses.
            case Localhost:
                kestrel.Listen(IPAddress.Loopback, held.Hold(IPAddress.Loopback, port, setting), Configure);
                break;
            default:
                var address = IPAddress.Parse(_options.Address);
                kestrel.Listen(address, held.Hold(address, port, setting), Configure);
                break;
        }
    }
}
