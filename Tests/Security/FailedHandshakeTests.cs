using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Gateway.Telemetry;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>What comes to ports with TLS and is no handshake: anybody can send it, as often as they like.</summary>
public sealed class FailedHandshakeTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Handshake_ThatFails_IsCountedAndNotLogged()
    {
        using var log = new CapturedLog();
        var host = await StartAsync(log);
        var refused = host.Services.GetRequiredService<GatewayMetrics>().GetTransport("tcp").Refused;
        using (var client = await WireClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value))
        {
            await client.SendAsync(Packets.Connect(4));
            await client.ReadToEndAsync();
        }

        await host.DisposeAsync();

        Assert.Equal(1, refused.Get("tls_handshake").Value);
        Assert.DoesNotContain(log.Lines, static line => line.Contains(" Warning: ", StringComparison.Ordinal) || line.Contains(" Error: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("15030100020250", "an alert that ends it")]
    [InlineData("15030300020228", "another")]
    [InlineData("170303000568656c6c6f", "data")]
    [InlineData("140303000101", "a change of ciphers")]
    [InlineData("16030300040e000000", "what servers say last")]
    [InlineData("160303000401000000", "an empty ClientHello")]
    [InlineData("1603010005010000010300", "the beginning of one")]
    [InlineData("80160103010000", "one of SSL 2")]
    [InlineData("474554202f20485454502f312e310d0a0d0a", "HTTP")]
    [InlineData("1603030000", "nothing")]
    public async Task Bytes_ThatAreNoClientHello_AreAFailedHandshakeAndNotLogged(string bytes, string what)
    {
        using var log = new CapturedLog();
        var host = await StartAsync(log);
        var metrics = host.Services.GetRequiredService<GatewayMetrics>();
        (string Transport, int Port)[] listeners = [("tcp", host.Endpoints.TcpTlsPort!.Value), ("websocket", host.Endpoints.WebSocketTlsPort!.Value), ("http", host.Endpoints.HttpTlsPort!.Value)];
        foreach (var (_, port) in listeners)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Cancellation);
            await socket.SendAsync(Convert.FromHexString(bytes), Cancellation);
            socket.Shutdown(SocketShutdown.Send);
            await ReadToEndAsync(socket);
        }

        await host.DisposeAsync();

        Assert.All(listeners, listener => Assert.Equal(1, metrics.GetTransport(listener.Transport).Refused.Get("tls_handshake").Value));
        Assert.Empty(log.Lines.Where(static line => line.Contains(" Warning: ", StringComparison.Ordinal) || line.Contains(" Error: ", StringComparison.Ordinal)).Select(line => $"{what}: {line}"));
    }

    private static async Task ReadToEndAsync(Socket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[256], Cancellation) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // A reset: what it said was not all read.
        }
    }

    private Task<ProtocolHost> StartAsync(CapturedLog log) => ProtocolHost.StartAsync(
        options =>
        {
            options.Tls.TcpPort = options.Tls.WebSocketPort = options.Tls.HttpPort = 0;
            options.Tls.Certificate = _certificates.WriteNew("game.test");
        },
        services => services.AddSingleton<ILoggerProvider>(log));
}
