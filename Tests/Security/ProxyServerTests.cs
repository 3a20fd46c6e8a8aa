using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Gateway;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Telemetry;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>Real proxies before a gateway: it sees the clients' addresses, and nothing of what proxies do for themselves.</summary>
public sealed class ProxyServerTests : IDisposable
{
    // Clients come from here, proxies from 127.0.0.1.
    private static readonly IPAddress Client = IPAddress.Parse("127.0.0.9");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mqant-proxy-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    [InlineData("send-proxy-v2 proxy-v2-options crc32c,unique-id")]
    public async Task HAProxy_WithItsHealthChecks_NamesClientsAndCostsNothingElse(string how)
    {
        using var log = new CapturedLog();
        await using var host = await StartAsync(ClientAddressHeader.ProxyProtocol, log);
        var (mqtt, webSocket) = (FreePort.Next(), FreePort.Next());
        await using var proxy = await StartHAProxyAsync(
            $"""
            global
                stats socket {_folder.FullName}/admin.sock mode 600
            defaults
                mode tcp
                timeout connect 5s
                timeout client 1m
                timeout server 1m
            listen mqtt
                bind 127.0.0.1:{mqtt}
                server gateway 127.0.0.1:{host.Endpoints.TcpPort} {how} check inter 50ms rise 2
            listen websocket
                bind 127.0.0.1:{webSocket}
                server gateway 127.0.0.1:{host.Endpoints.WebSocketPort} {how} check inter 50ms rise 2
            """);
        await WaitForChecksAsync();

        using var client = await ConnectAsync(mqtt);
        using var browser = await OpenWebSocketAsync(webSocket);

        Assert.Equal([$"{Client}", $"{Client}"], Addresses(host));
        var counted = host.Services.GetRequiredService<GatewayMetrics>();
        Assert.Equal((1, 1), (counted.GetTransport("tcp").Accepted.Value, counted.GetTransport("websocket").Accepted.Value));
        Assert.Empty(counted.GetTransport("tcp").Refused.Read());
        Assert.Empty(counted.GetTransport("websocket").Refused.Read());
        Assert.DoesNotContain(log.Lines, static line => line.Contains(" Warning: ", StringComparison.Ordinal) || line.Contains(" Error: ", StringComparison.Ordinal));

        // Checks have come when it counts some that went well, of both servers.
        async Task WaitForChecksAsync()
        {
            string answer;
            do
            {
                answer = await AskAsync("show stat");
            }
            while (answer.Split('\n').Count(static line => line.Contains(",gateway,", StringComparison.Ordinal) && line.Contains(",L4OK,", StringComparison.Ordinal)) < 2);
        }

        async Task<string> AskAsync(string command)
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{_folder.FullName}/admin.sock"), Cancellation);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\n"), Cancellation);
            using var reader = new StreamReader(stream);
            return await reader.ReadToEndAsync(Cancellation);
        }
    }

    [Fact]
    public async Task HAProxy_ThatPassesTlsOn_NamesClients()
    {
        using var certificates = new TestCertificates();
        var certificate = certificates.WriteNew("game.test");
        await using var host = await StartAsync(ClientAddressHeader.ProxyProtocol, configure: options =>
        {
            options.Tls.TcpPort = 0;
            options.Tls.Certificate = certificate;
        });
        var port = FreePort.Next();
        await using var proxy = await StartHAProxyAsync(
            $"""
            defaults
                mode tcp
                timeout connect 5s
                timeout client 1m
                timeout server 1m
            listen mqtts
                bind 127.0.0.1:{port}
                server gateway 127.0.0.1:{host.Endpoints.TcpTlsPort} send-proxy-v2
            """);

        // From the proxy's own address: what is looked at is that TLS begins behind the header.
        using var client = await TlsClient.ConnectAsync(port, certificates, protocol: "mqtt");
        await client.OpenSessionAsync();

        Assert.Equal(["127.0.0.1"], Addresses(host));
    }

    [Fact]
    public async Task Nginx_ForTcpAndWebSocket_NamesClients()
    {
        await using var host = await StartAsync(ClientAddressHeader.XForwardedFor);
        var (mqtt, webSocket, http) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        await using var proxy = await StartNginxAsync(
            $$"""
            stream {
                server {
                    listen 127.0.0.1:{{mqtt}};
                    proxy_pass 127.0.0.1:{{host.Endpoints.TcpPort}};
                    proxy_protocol on;
                }
            }
            http {
                access_log off;
                client_body_temp_path {{_folder.FullName}}/body;
                proxy_temp_path {{_folder.FullName}}/proxy;
                fastcgi_temp_path {{_folder.FullName}}/fastcgi;
                uwsgi_temp_path {{_folder.FullName}}/uwsgi;
                scgi_temp_path {{_folder.FullName}}/scgi;
                server {
                    listen 127.0.0.1:{{webSocket}};
                    location / {
                        proxy_pass http://127.0.0.1:{{host.Endpoints.WebSocketPort}};
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection "upgrade";
                        proxy_set_header X-Forwarded-For $remote_addr;
                    }
                }
                server {
                    listen 127.0.0.1:{{http}};
                    location / {
                        proxy_pass http://127.0.0.1:{{host.Endpoints.HttpPort}};
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    }
                }
            }
            """,
            mqtt,
            webSocket,
            http);

        using var client = await ConnectAsync(mqtt);
        using var browser = await OpenWebSocketAsync(webSocket, lie: "6.6.6.6");
        var address = await GetAsync(http, lie: "6.6.6.6");

        Assert.Equal([$"{Client}", $"{Client}"], Addresses(host));
        Assert.Equal($"{Client}", address);
    }

    private static IEnumerable<string> Addresses(ProtocolHost host) =>
        host.Services.GetRequiredService<SessionRegistry>().All.Select(static session => session.Snapshot.RemoteAddress);

    private static Task<ProtocolHost> StartAsync(ClientAddressHeader header, CapturedLog? log = null, Action<GatewayOptions>? configure = null) => ProtocolHost.StartAsync(
        options =>
        {
            options.Proxy.Networks = ["127.0.0.1"];
            options.Proxy.WebSocket = header;
            configure?.Invoke(options);
        },
        services =>
        {
            if (log is not null)
            {
                services.AddSingleton<ILoggerProvider>(log);
            }
        });

    private static async Task<NetworkStream> OpenAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(Client, 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task<WireClient> ConnectAsync(int port)
    {
        var client = new WireClient(await OpenAsync(port));
        await client.SendAsync(Packets.Connect(4));
        Assert.Equal("20020000", await client.ReadAsync());
        return client;
    }

    private static SocketsHttpHandler FromTheClient(int port) => new() { ConnectCallback = async (_, _) => await OpenAsync(port) };

    private static async Task<ClientWebSocket> OpenWebSocketAsync(int port, string? lie = null)
    {
        var socket = new ClientWebSocket();
        if (lie is not null)
        {
            socket.Options.SetRequestHeader("X-Forwarded-For", lie);
        }

        var http = new HttpMessageInvoker(FromTheClient(port));
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/mqtt"), http, Cancellation);
        await socket.SendAsync(Packets.Connect(4), WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
        Assert.Equal(PacketKind.ConnAck, (await RawClient.Over(socket).ReadAsync()).Kind);
        return socket;
    }

    private static async Task<string> GetAsync(int port, string lie)
    {
        using var http = new HttpClient(FromTheClient(port));
        http.DefaultRequestHeaders.Add("X-Forwarded-For", lie);
        return await http.GetStringAsync($"http://127.0.0.1:{port}/address", Cancellation);
    }

    private async Task<ToolProcess> StartHAProxyAsync(string configuration)
    {
        var program = Tools.Require("haproxy", "apt-get install haproxy");
        var path = Path.Combine(_folder.FullName, "haproxy.cfg");
        await File.WriteAllTextAsync(path, configuration + "\n", Cancellation);
        var process = ToolProcess.Start(program, "-W", "-db", "-f", path);
        await process.WaitForLineAsync(static line => line.Contains("Loading success", StringComparison.Ordinal));
        return process;
    }

    private async Task<ToolProcess> StartNginxAsync(string configuration, params int[] ports)
    {
        var program = Tools.Require("nginx", "apt-get install nginx libnginx-mod-stream");
        var module = Tools.RequireFile("/usr/lib/nginx/modules/ngx_stream_module.so", "apt-get install libnginx-mod-stream");
        var path = Path.Combine(_folder.FullName, "nginx.conf");
        var text =
            $$"""
            load_module {{module}};
            daemon off;
            master_process off;
            pid {{_folder.FullName}}/nginx.pid;
            error_log stderr notice;
            events {
            }
            {{configuration}}
            """;
        await File.WriteAllTextAsync(path, text, Cancellation);
        var process = ToolProcess.Start(program, "-p", _folder.FullName, "-e", "stderr", "-c", path);
        await process.WaitForLineAsync(static line => line.Contains("start worker process", StringComparison.Ordinal) || line.Contains("using the \"epoll\"", StringComparison.Ordinal));
        return process;
    }
}
