using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Framed;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Hosting;

/// <summary>Makes Kestrel listen where the gateway's settings say.</summary>
internal sealed class GatewayListeners(
    IOptions<GatewayOptions> options,
    IConfiguration configuration,
    GatewayEndpoints endpoints,
    HeldListeners held,
    ClientConnectionServices services,
    SocketCounting counting,
    IEnumerable<ClientProtocolListener> added) : IConfigureOptions<KestrelServerOptions>
{
    private const string Any = "*";
    private const string Localhost = "localhost";
    private const string KestrelEndpoints = "Kestrel:Endpoints";
    private const int DefaultHttpPort = 8080;

    private readonly GatewayOptions _options = options.Value;

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        counting.SetTimes(kestrel.Limits);
        Listen(kestrel, ListenerNames.Tcp, _options.TcpPort, Key(nameof(GatewayOptions.TcpPort)), static listen => listen.UseConnectionHandler<MqttConnectionHandler>());
        Listen(kestrel, ListenerNames.WebSocket, _options.WebSocketPort, Key(nameof(GatewayOptions.WebSocketPort)), UseWebSockets);
        ListenHttp(kestrel);
        if (_options.FramedPort is { } framedPort)
        {
            Listen(kestrel, ListenerNames.Framed, framedPort, Key(nameof(GatewayOptions.FramedPort)), static listen => listen.UseConnectionHandler<FramedConnectionHandler>());
        }

        foreach (var protocol in added)
        {
            Listen(kestrel, protocol.Name, protocol.Port, $"The port of protocol {protocol.Name}", protocol.Use);
        }

        // Of endpoints that Kestrel reads from its own section after this.
        kestrel.ConfigureEndpointDefaults(listen => counting.Use(listen, SocketUse.Http));
    }

    // Once a listener is added in code, Kestrel leaves out those that ASP.NET Core was told of by URLs and ports, and takes those of its own section.
    private void ListenHttp(KestrelServerOptions kestrel)
    {
        if (_options.HttpPort is { } port)
        {
            if (port != GatewayOptions.NoPort)
            {
                Listen(kestrel, ListenerNames.Http, port, Key(nameof(GatewayOptions.HttpPort)), static _ => { });
            }
        }
        else if (!configuration.GetSection(KestrelEndpoints).Exists())
        {
            var urls = GetUrls();
            foreach (var url in urls)
            {
                Listen(kestrel, url);
            }

            if (urls.Length == 0)
            {
                Listen(kestrel, ListenerNames.Http, DefaultHttpPort, Key(nameof(GatewayOptions.HttpPort)), static _ => { });
            }
        }
    }

    private void Listen(KestrelServerOptions kestrel, BindingAddress url)
    {
        void Configure(ListenOptions listen)
        {
            endpoints.AddHttp(listen);
            counting.Use(listen, SocketUse.Http);
            if (url.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase))
            {
                listen.UseHttps();
            }
        }

        if (url.IsUnixPipe)
        {
            kestrel.ListenUnixSocket(url.UnixPipePath, Configure);
        }
        else if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
        {
            kestrel.Listen(address, url.Port, Configure);
        }
        else if (url.Host.Equals(Localhost, StringComparison.OrdinalIgnoreCase))
        {
            kestrel.ListenLocalhost(url.Port, Configure);
        }
        else
        {
            kestrel.ListenAnyIP(url.Port, Configure);
        }
    }

    private BindingAddress[] GetUrls() => configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } urls
        ? [.. Split(urls).Select(url => Parse(WebHostDefaults.ServerUrlsKey, url))]
        : [.. GetPorts(WebHostDefaults.HttpPortsKey, Uri.UriSchemeHttp), .. GetPorts(WebHostDefaults.HttpsPortsKey, Uri.UriSchemeHttps)];

    private IEnumerable<BindingAddress> GetPorts(string key, string scheme) => Split(configuration[key] ?? "").Select(port => Parse(key, $"{scheme}://*:{port}"));

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static BindingAddress Parse(string key, string url)
    {
        try
        {
            if (BindingAddress.Parse(url) is { PathBase: "", IsNamedPipe: false } address
                && (address.Scheme.Equals(Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) || address.Scheme.Equals(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase)))
            {
                return address;
            }
        }
        catch (FormatException)
        {
            // No address at all.
        }

        throw new SettingsException($"{key}: '{url}' is no address to listen on; expected for example 'http://*:8080'.");
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
            counting.Use(listen, name == ListenerNames.Http ? SocketUse.Http : SocketUse.Client);
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
