using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Telemetry;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>Whose connection it is that comes through a proxy.</summary>
public sealed class ProxyProtocolTests
{
    private static readonly byte[] OfAlice = ProxyHeaderTests.Line("PROXY TCP4 192.0.2.7 10.0.0.1 56324 3563");
    private static readonly byte[] OfBob = ProxyHeaderTests.Version2(0x21, 0x11, [192, 0, 2, 8, 10, 0, 0, 1, 0xDC, 4, 0x0D, 0xEB]);
    private static readonly byte[] OfTheProxy = ProxyHeaderTests.Version2(0x20, 0, []);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_BehindAProxy_HaveTheirOwnAddresses()
    {
        await using var host = await StartAsync();
        using var alice = await host.ConnectAsync();
        using var bob = await host.ConnectAsync();

        await alice.SendAsync(OfAlice, Packets.Connect(4, "alice"));
        await bob.SendAsync(OfBob[..20]);
        await bob.SendAsync(OfBob[20..], Packets.Connect(4, "bob"));

        Assert.Equal("20020000", await alice.ReadAsync());
        Assert.Equal("20020000", await bob.ReadAsync());
        Assert.Equal(["192.0.2.7", "192.0.2.8"], Addresses(host).Order());
    }

    [Fact]
    public async Task Limit_ByAddress_CountsClientsAndNotTheProxy()
    {
        await using var host = await StartAsync(options => options.MaxConnectionsPerAddress = 1);
        using var alice = await host.ConnectAsync();
        using var bob = await host.ConnectAsync();
        using var again = await host.ConnectAsync();
        await alice.SendAsync(OfAlice, Packets.Connect(4, "alice"));
        await bob.SendAsync(OfBob, Packets.Connect(4, "bob"));
        Assert.Equal("20020000", await alice.ReadAsync());
        Assert.Equal("20020000", await bob.ReadAsync());

        await again.SendAsync(OfAlice, Packets.Connect(4, "alice again"));

        Assert.Equal("20020003", await again.ReadAsync());
    }

    [Fact]
    public async Task Framed_BehindAProxy_IsReadAfterTheHeader()
    {
        await using var host = await StartAsync();
        using var client = await WireClient.ConnectAsync(host.Endpoints.FramedPort!.Value);

        await client.SendAsync(OfAlice, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);

        Assert.Equal(WireClient.Closed, await client.ReadAsync());
        Assert.Equal(1, host.Services.GetRequiredService<GatewayMetrics>().GetTransport("framed").Accepted.Value);
    }

    [Fact]
    public async Task Tls_BehindAProxy_BeginsAfterTheHeader()
    {
        using var certificates = new TestCertificates();
        var certificate = certificates.WriteNew("game.test");
        await using var host = await StartAsync(options =>
        {
            options.Tls.TcpPort = 0;
            options.Tls.Certificate = certificate;
        });

        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, certificates, before: OfAlice);
        await client.OpenSessionAsync();

        Assert.Equal(["192.0.2.7"], Addresses(host));
    }

    [Theory]
    [InlineData("silence")]
    [InlineData("local")]
    [InlineData("unknown")]
    [InlineData("itself")]
    public async Task HealthChecks_OfAProxy_CostNothing(string says)
    {
        using var log = new CapturedLog();
        await using var host = await StartAsync(services: services => services.AddSingleton<ILoggerProvider>(log));
        using var check = await OpenAsync(host.Endpoints.TcpPort);
        await check.SendAsync(
            says switch
            {
                "local" => OfTheProxy,
                "unknown" => ProxyHeaderTests.Line("PROXY UNKNOWN"),
                "itself" => ProxyHeaderTests.Line($"PROXY TCP4 127.0.0.1 127.0.0.1 {((IPEndPoint)check.LocalEndPoint!).Port} {host.Endpoints.TcpPort}"),
                _ => [],
            },
            Cancellation);
        check.Shutdown(SocketShutdown.Send);

        Assert.Equal(0, await check.ReceiveAsync(new byte[1], Cancellation));
        var counted = host.Services.GetRequiredService<GatewayMetrics>().GetTransport("tcp");
        Assert.Equal((0, 0), (counted.Accepted.Value, counted.Connections.Value));
        Assert.Empty(counted.Refused.Read());
        Assert.DoesNotContain(log.Lines, static line => line.StartsWith("2742", StringComparison.Ordinal) || line.Contains(" Warning: ", StringComparison.Ordinal) || line.Contains(" Error: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_OfTheProxyItself_IsServedWhenItSpeaks()
    {
        await using var host = await StartAsync();
        using var client = await host.ConnectAsync();
        await client.SendAsync(OfTheProxy);

        await client.SendAsync(Packets.Connect(4));

        Assert.Equal("20020000", await client.ReadAsync());
        Assert.Equal(["127.0.0.1"], Addresses(host));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("PROXY TCP4 nobody 10.0.0.1 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7")]
    public async Task Connection_OfAProxyWithoutGoodHeader_IsClosedAndToldOnceAMinute(string begin)
    {
        var time = new FakeTimeProvider();
        using var log = new CapturedLog();
        await using var host = await StartAsync(services: services => services.AddSingleton<TimeProvider>(time).AddSingleton<ILoggerProvider>(log));
        for (var i = 0; i < 3; i++)
        {
            await FailAsync();
        }

        time.Advance(TimeSpan.FromMinutes(1));
        await FailAsync();

        Assert.Equal(4, host.Services.GetRequiredService<GatewayMetrics>().GetTransport("tcp").Refused.Get("proxy_header").Value);
        var lines = log.Lines.Where(static line => line.StartsWith("2742 ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, lines.Length);
        Assert.Contains("2 more like this", lines[1], StringComparison.Ordinal);

        async Task FailAsync()
        {
            using var client = await OpenAsync(host.Endpoints.TcpPort);
            await client.SendAsync(Encoding.ASCII.GetBytes(begin), Cancellation);
            client.Shutdown(SocketShutdown.Send);
            try
            {
                Assert.Equal(0, await client.ReceiveAsync(new byte[1], Cancellation));
            }
            catch (SocketException)
            {
                // A reset: what it said was not all read.
            }
        }
    }

    [Fact]
    public async Task Header_ThatDoesNotCome_EndsWithTheTimeToConnect()
    {
        var time = new FakeTimeProvider();
        await using var host = await StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        using var client = await host.ConnectAsync();
        await client.SendAsync(OfBob[..20]);
        using var other = await host.ConnectAsync();
        await other.SendAsync(OfAlice, Packets.Connect(4));
        Assert.Equal("20020000", await other.ReadAsync());

        var answer = client.ReadAsync();
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await other.PingAsync();
        }

        Assert.Equal(WireClient.Closed, await answer);
    }

    [Fact]
    public async Task Header_FromElsewhere_IsNotBelieved()
    {
        await using var host = await StartAsync(options => options.Proxy.Networks = ["10.0.0.0/8", "2001:db8::/32"]);
        using var stranger = await host.ConnectAsync();
        using var client = await host.ConnectAsync();

        await stranger.SendAsync(OfAlice, Packets.Connect(4));
        await client.SendAsync(Packets.Connect(4));

        Assert.Equal(WireClient.Closed, await stranger.ReadAsync());
        Assert.Equal("20020000", await client.ReadAsync());
        Assert.Equal(["127.0.0.1"], Addresses(host));
    }

    [Theory]
    [InlineData(ClientAddressHeader.XForwardedFor, "X-Forwarded-For", "192.0.2.7", "192.0.2.7")]
    [InlineData(ClientAddressHeader.XForwardedFor, "X-Forwarded-For", "6.6.6.6, 192.0.2.7", "192.0.2.7")]
    [InlineData(ClientAddressHeader.XForwardedFor, "X-Forwarded-For", "192.0.2.7, 127.0.0.5", "192.0.2.7")]
    [InlineData(ClientAddressHeader.XForwardedFor, "Forwarded", "for=192.0.2.7", "127.0.0.1")]
    [InlineData(ClientAddressHeader.Forwarded, "Forwarded", "for=6.6.6.6, for=\"[2001:db8::7]:4711\"", "2001:db8::7")]
    [InlineData(ClientAddressHeader.Forwarded, "X-Forwarded-For", "192.0.2.7", "127.0.0.1")]
    public async Task WebSocket_BehindAnHttpProxy_HasTheAddressThatTheProxyAdded(ClientAddressHeader header, string name, string value, string address)
    {
        await using var host = await StartAsync(options => options.Proxy.WebSocket = header);

        using var client = await OpenWebSocketAsync(host, name, value);

        Assert.Equal([address], Addresses(host));
    }

    // Its client left a quotation mark open, in which what the proxy said would be lost.
    [Fact]
    public async Task WebSocket_WhoseClientHidesWhatTheProxyAdded_IsRefused()
    {
        await using var host = await StartAsync(static options => options.Proxy.WebSocket = ClientAddressHeader.Forwarded);

        var exception = await Assert.ThrowsAsync<WebSocketException>(() => OpenWebSocketAsync(host, "Forwarded", "for=6.6.6.6;x=\", for=192.0.2.7"));

        Assert.Contains("400", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebSocket_FromElsewhere_IsNotBelieved()
    {
        await using var host = await StartAsync(options =>
        {
            options.Proxy.WebSocket = ClientAddressHeader.XForwardedFor;
            options.Proxy.Networks = ["10.0.0.0/8"];
        });

        using var client = await OpenWebSocketAsync(host, "X-Forwarded-For", "192.0.2.7");

        Assert.Equal(["127.0.0.1"], Addresses(host));
    }

    [Fact]
    public async Task Http_BehindAProxy_HasTheAddressOfTheHeader()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{host.Endpoints.HttpPort}/address");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");

        using var response = await http.SendAsync(request, Cancellation);

        Assert.Equal("192.0.2.7", await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<ClientWebSocket> OpenWebSocketAsync(ProtocolHost host, string header, string value)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader(header, value);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{host.Endpoints.WebSocketPort}/"), Cancellation);
        await socket.SendAsync(Packets.Connect(4), WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
        Assert.Equal(PacketKind.ConnAck, (await RawClient.Over(socket).ReadAsync()).Kind);
        return socket;
    }

    private static async Task<Socket> OpenAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Cancellation);
        return socket;
    }

    private static IEnumerable<string> Addresses(ProtocolHost host) =>
        host.Services.GetRequiredService<SessionRegistry>().All.Select(static session => session.Snapshot.RemoteAddress);

    private static Task<ProtocolHost> StartAsync(Action<GatewayOptions>? configure = null, Action<IServiceCollection>? services = null) => ProtocolHost.StartAsync(
        options =>
        {
            options.Proxy.Networks = ["127.0.0.0/8"];
            configure?.Invoke(options);
        },
        services);
}
