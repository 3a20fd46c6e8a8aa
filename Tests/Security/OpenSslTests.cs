using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Gateway;
using Mqant.Gateway.Telemetry;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>What OpenSSL's own client gets from the ports with TLS.</summary>
public sealed class OpenSslTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("-tls1", null)]
    [InlineData("-tls1_1", null)]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public async Task Versions_OfTls_AreTheNewerTwo(string option, string? spoken)
    {
        await using var host = await StartAsync();
        foreach (var port in new[] { host.Endpoints.TcpTlsPort, host.Endpoints.WebSocketTlsPort, host.Endpoints.HttpTlsPort, host.Endpoints.FramedTlsPort })
        {
            // The client itself would not try the older ones.
            var (exitCode, output) = await RunAsync(port!.Value, option, "-cipher", "DEFAULT@SECLEVEL=0");

            if (spoken is null)
            {
                Assert.NotEqual(0, exitCode);
                Assert.Contains("protocol version", output, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(0, exitCode);
                Assert.Contains($"New, {spoken}, Cipher is ", output, StringComparison.Ordinal);
                Assert.Contains("Verification: OK", output, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("mqtt", "ALPN protocol: mqtt")]
    [InlineData("h2,mqtt", "ALPN protocol: mqtt")]
    [InlineData("http/1.1", "no application protocol")]
    public async Task Protocols_OfTheMqttPort_AreMqtt(string asked, string answer)
    {
        await using var host = await StartAsync();

        var (_, output) = await RunAsync(host.Endpoints.TcpTlsPort!.Value, "-alpn", asked);

        Assert.Contains(answer, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Protocols_OfHttp_AreHttp11()
    {
        await using var host = await StartAsync();
        foreach (var port in new[] { host.Endpoints.WebSocketTlsPort, host.Endpoints.HttpTlsPort })
        {
            var (_, output) = await RunAsync(port!.Value, "-alpn", "h2,http/1.1");

            Assert.Contains("ALPN protocol: http/1.1", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("game.test")]
    [InlineData("other.test")]
    public async Task Names_ChooseTheCertificate(string name)
    {
        await using var host = await StartAsync();

        var (_, output) = await RunAsync(host.Endpoints.TcpTlsPort!.Value, "-servername", name, "-verify_hostname", name, "-verify_return_error");

        Assert.Contains($"subject=CN = {name}", output, StringComparison.Ordinal);
        Assert.Contains("Verification: OK", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_WithASecretForTheHandshake_IsCountedAndNotLogged()
    {
        using var log = new CapturedLog();
        var host = await StartAsync(services => services.AddSingleton<ILoggerProvider>(log));
        var refused = host.Services.GetRequiredService<GatewayMetrics>().GetTransport("tcp").Refused;

        var (exitCode, _) = await RunAsync(host.Endpoints.TcpTlsPort!.Value, "-tls1_2", "-cipher", "PSK:@SECLEVEL=0");
        await host.DisposeAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Equal(1, refused.Get("tls_handshake").Value);
        Assert.DoesNotContain(log.Lines, static line => line.Contains(" Warning: ", StringComparison.Ordinal) || line.Contains(" Error: ", StringComparison.Ordinal));
    }

    private async Task<(int ExitCode, string Output)> RunAsync(int port, params string[] options)
    {
        var program = Tools.Require("openssl", "apt-get install openssl");
        await using var process = ToolProcess.Start(
            program, ["s_client", "-connect", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "-CAfile", _certificates.CaPath, .. options]);
        var exitCode = await process.WaitForExitAsync();
        return (exitCode, process.Output);
    }

    private Task<ProtocolHost> StartAsync(Action<IServiceCollection>? services = null) => ProtocolHost.StartAsync(
        options =>
        {
            options.Tls.TcpPort = options.Tls.WebSocketPort = options.Tls.HttpPort = options.Tls.FramedPort = 0;
            options.Tls.Certificate = _certificates.WriteNew("game.test");
            options.Tls.Sni["other.test"] = new GatewaySniOptions { Certificate = _certificates.WriteNew("other.test") };
        },
        services);
}
