using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Framed;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Security;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Hosting;

/// <summary>Makes Kestrel listen where the gateway's settings say.</summary>
internal sealed class GatewayListeners(
    IOptions<GatewayOptions> options,
    IConfiguration configuration,
    GatewayEndpoints endpoints,
    HeldListeners held,
    ClientConnectionServices services,
    TrustedProxies proxies,
    ProxyConnections proxyConnections,
    ClientTls tls,
    SocketCounting counting,
    IEnumerable<ClientProtocolListener> added) : IConfigureOptions<KestrelServerOptions>
{
    private const string Any = "*";
    private const string Localhost = "localhost";
    private const string KestrelEndpoints = "Kestrel:Endpoints";
    private const int DefaultHttpPort = 8080;

    private static readonly ListenerProtocol Mqtt = new(ListenerNames.Tcp, new SslApplicationProtocol("mqtt"), static listen => listen.UseConnectionHandler<MqttConnectionHandler>());

    private static readonly ListenerProtocol Framed = new(ListenerNames.Framed, Application: null, static listen => listen.UseConnectionHandler<FramedConnectionHandler>());

    private readonly GatewayOptions _options = options.Value;

    private readonly ListenerProtocol _webSocket = new(ListenerNames.WebSocket, SslApplicationProtocol.Http11, static listen => listen.UseConnectionHandler<MqttWebSocketHandler>())
    {
        Header = options.Value.Proxy.WebSocket,
        ShakesHands = true,
    };

    private readonly ListenerProtocol _http = new(ListenerNames.Http, SslApplicationProtocol.Http11, static _ => { }) { Header = options.Value.Proxy.Http };

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        counting.SetTimes(kestrel.Limits);
        Listen(kestrel, Mqtt, ListenerNames.Tcp, _options.TcpPort, Key(nameof(GatewayOptions.TcpPort)));
        Listen(kestrel, _webSocket, ListenerNames.WebSocket, _options.WebSocketPort, Key(nameof(GatewayOptions.WebSocketPort)));
        ListenHttp(kestrel);
        Listen(kestrel, Framed, ListenerNames.Framed, _options.FramedPort, Key(nameof(GatewayOptions.FramedPort)));
        ListenTls(kestrel);
        foreach (var protocol in added)
        {
            var spoken = new ListenerProtocol(protocol.Name, Application: null, protocol.Use);
            Listen(kestrel, spoken, protocol.Name, protocol.Port, $"The port of protocol {protocol.Name}", protocol.HasTls);
        }

        // Of endpoints that Kestrel reads from its own section after this.
        kestrel.ConfigureEndpointDefaults(listen =>
        {
            counting.Enter(listen, SocketUse.Http);
            SocketCounting.Identify(listen);
        });
    }

    private void ListenTls(KestrelServerOptions kestrel)
    {
        var options = _options.Tls;
        if (options.HasCertificate && !options.HasPort && !added.Any(static protocol => protocol.HasTls))
        {
            throw new SettingsException(
                $"{TlsKey(nameof(GatewayTlsOptions.Certificate))} is set, but no port to use it on: {TlsKey(nameof(GatewayTlsOptions.TcpPort))}, for example.");
        }

        Listen(kestrel, Mqtt, ListenerNames.TcpTls, options.TcpPort, TlsKey(nameof(GatewayTlsOptions.TcpPort)), isTls: true);
        Listen(kestrel, _webSocket, ListenerNames.WebSocketTls, options.WebSocketPort, TlsKey(nameof(GatewayTlsOptions.WebSocketPort)), isTls: true);
        Listen(kestrel, _http, ListenerNames.HttpTls, options.HttpPort, TlsKey(nameof(GatewayTlsOptions.HttpPort)), isTls: true);
        Listen(kestrel, Framed, ListenerNames.FramedTls, options.FramedPort, TlsKey(nameof(GatewayTlsOptions.FramedPort)), isTls: true);
    }

    // Once a listener is added in code, Kestrel leaves out those that ASP.NET Core was told of by URLs and ports, and takes those of its own section.
    private void ListenHttp(KestrelServerOptions kestrel)
    {
        if (_options.HttpPort is { } port)
        {
            Listen(kestrel, _http, ListenerNames.Http, port, Key(nameof(GatewayOptions.HttpPort)));
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
                Listen(kestrel, _http, ListenerNames.Http, DefaultHttpPort, Key(nameof(GatewayOptions.HttpPort)));
            }
        }
    }

    private void Listen(KestrelServerOptions kestrel, BindingAddress url)
    {
        void Configure(ListenOptions listen)
        {
            endpoints.AddHttp(listen);
            Prepare(listen, _http, isTls: false);
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

    private static string Key(string name) => $"{GatewayOptions.SectionName}:{name}";

    private static string TlsKey(string name) => Key($"{nameof(GatewayOptions.Tls)}:{name}");

    // What a connection passes before its protocol, in this order.
    private void Prepare(ListenOptions listen, ListenerProtocol protocol, bool isTls)
    {
        var isProxied = protocol.Header == ClientAddressHeader.ProxyProtocol && !proxies.IsEmpty;
        counting.Enter(listen, protocol == _http ? SocketUse.Http : SocketUse.Client);
        if (isProxied || isTls)
        {
            listen.Use(next => connection => PassInTimeAsync(connection, next));
        }

        if (isProxied)
        {
            proxyConnections.Use(listen, protocol.Transport);
        }

        SocketCounting.Identify(listen, of: protocol.Header == ClientAddressHeader.ProxyProtocol ? null : proxies);

        if (isTls)
        {
            listen.Protocols = HttpProtocols.Http1;
            tls.Use(listen, protocol.Transport, protocol.Application);
        }

        if ((isProxied || isTls) && !protocol.ShakesHands)
        {
            listen.Use(static next => connection =>
            {
                connection.Features.Get<AcceptedConnection>()?.Stop();
                return next(connection);
            });
        }
    }

    private async Task PassInTimeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var accepted = new AcceptedConnection(connection, services);
        connection.Features.Set(accepted);
        try
        {
            await next(connection);
        }
        finally
        {
            accepted.Stop();
        }
    }

    private void Listen(KestrelServerOptions kestrel, ListenerProtocol protocol, string name, int? listened, string setting, bool isTls = false)
    {
        if (listened is not { } port || port == GatewayOptions.NoPort)
        {
            return;
        }

        void Configure(ListenOptions listen)
        {
            Prepare(listen, protocol, isTls);
            protocol.Use(listen);
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
