using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Hosting;
using Mqant.Gateway.Limits;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Limits;

/// <summary>The HTTP of a gateway as strangers see it.</summary>
public sealed class ClientHttpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", false)]
    [InlineData("/there/is/nothing", false)]
    [InlineData("/", true)]
    public async Task Answers_ForbidBrowsersWhatTheyDoNotNeed_ErrorsToo(string path, bool isWebSocketPort)
    {
        await using var host = await ProtocolHost.StartAsync();
        using var http = new HttpClient();
        var port = isWebSocketPort ? host.Endpoints.WebSocketPort : host.Endpoints.HttpPort;

        using var response = await http.GetAsync(new Uri($"http://localhost:{port}{path}"), Cancellation);

        Assert.Equal("nosniff", HeaderOf(response.Headers, "X-Content-Type-Options"));
        Assert.Equal("DENY", HeaderOf(response.Headers, "X-Frame-Options"));
        Assert.StartsWith("default-src 'none'", HeaderOf(response.Headers, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://game.example", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("http://game.example", false)]
    [InlineData(null, true)]
    public async Task WebSocket_OfAPage_IsOnlyForTheOriginsThatAreAllowed(string? origin, bool allowed)
    {
        await using var host = await ProtocolHost.StartAsync(static options => options.AllowedOrigins = ["https://game.example"]);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        var connecting = socket.ConnectAsync(new Uri($"ws://localhost:{host.Endpoints.WebSocketPort}/"), Cancellation);

        if (allowed)
        {
            await connecting;
        }
        else
        {
            Assert.Contains("403", (await Assert.ThrowsAsync<WebSocketException>(() => connecting)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SilentConnections_OfHttp_MakeRoom_AndLeaveThoseOfClientsAlone()
    {
        var time = new FakeTimeProvider();
        await using var host = await ProtocolHost.StartAsync(
            static options =>
            {
                options.MaxConnectionsPerAddress = 0;
                options.Limits.MaxSockets = 64;
                options.Limits.MaxHttpConnections = 4;
            },
            services => services.AddSingleton<TimeProvider>(time));
        using var client = await host.ConnectAsync();
        await client.SendAsync(Packets.Connect(4));
        Assert.Equal("20020000", await client.ReadAsync());
        var silent = new List<Socket>();
        try
        {
            for (var i = 0; i < 8; i++)
            {
                silent.Add(await OpenAsync(host.Endpoints.HttpPort));
            }

            // All places are taken, by sockets that could not have spoken yet.
            while (await TryGetAsync(host.Endpoints.HttpPort))
            {
            }

            time.Advance(SocketGate.Grace);
            Assert.True(await TryGetAsync(host.Endpoints.HttpPort));
            await client.PingAsync();
        }
        finally
        {
            silent.ForEach(static socket => socket.Dispose());
        }
    }

    [Theory]
    [InlineData(false, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")]
    [InlineData(true, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void TraceParent_OfAClient_DoesNotDecideWhatIsRecorded(bool allowed, string taken)
    {
        using var options = LiveOptionsOf(new TelemetryOptions { ClientSampling = allowed });
        new ClientTraces(options).ExtractTraceIdAndState(null, ReadHeader, out var id, out _);

        Assert.Equal(taken, id);

        static void ReadHeader(object? carrier, string field, out string? value, out IEnumerable<string>? values) =>
            (value, values) = (field == "traceparent" ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : null, null);
    }

    private static LiveOptions<TelemetryOptions> LiveOptionsOf(TelemetryOptions options) => new(
        Microsoft.Extensions.Options.Options.Create(options),
        new Microsoft.Extensions.Options.OptionsFactory<TelemetryOptions>([], []),
        new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(),
        Microsoft.Extensions.Logging.Abstractions.NullLogger<LiveOptions<TelemetryOptions>>.Instance);

    private static string HeaderOf(HttpResponseHeaders headers, string name) => Assert.Single(headers.GetValues(name));

    private static async Task<Socket> OpenAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Cancellation);
        }
        catch (SocketException)
        {
            // Closed as soon as it was accepted, for there was no room.
        }

        return socket;
    }

    // False where there was no room for it.
    private static async Task<bool> TryGetAsync(int port)
    {
        using var socket = await OpenAsync(port);
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), Cancellation);
            return await socket.ReceiveAsync(new byte[12], Cancellation) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
