using System.Net;
using System.Net.Http;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>TLS on ports for clients.</summary>
public sealed class TlsTests : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly TestCertificates _certificates = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Tcp_WithTls_SpeaksMqttAndNamesItWhereAsked()
    {
        await using var host = await StartAsync();
        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, protocol: "mqtt");

        await client.OpenSessionAsync();
        await client.Mqtt.PingAsync();

        Assert.Equal("mqtt", client.Stream.NegotiatedApplicationProtocol.ToString());
        Assert.True(client.Stream.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13);
    }

    [Fact]
    public async Task Tcp_ForAClientThatWantsAnotherProtocol_EndsTheHandshake()
    {
        await using var host = await StartAsync();

        await Assert.ThrowsAsync<AuthenticationException>(() => TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, protocol: "h2"));
    }

    [Fact]
    public async Task PlainPorts_BesideThoseWithTls_StayAsTheyAre()
    {
        await using var host = await StartAsync();
        using var client = await host.ConnectAsync();

        await client.SendAsync(Packets.Connect(4));

        Assert.Equal("20020000", await client.ReadAsync());
    }

    [Fact]
    public async Task PlainPorts_SwitchedOff_AreNotThere()
    {
        await using var host = await StartAsync(options => options.TcpPort = options.WebSocketPort = GatewayOptions.NoPort);
        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates);

        await client.OpenSessionAsync();

        Assert.Throws<InvalidOperationException>(() => host.Endpoints.TcpPort);
        Assert.Throws<InvalidOperationException>(() => host.Endpoints.WebSocketPort);
    }

    [Fact]
    public async Task WebSocket_WithTls_SpeaksMqtt()
    {
        await using var host = await StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("mqtt");
        socket.Options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{host.Endpoints.WebSocketTlsPort}/mqtt"), Cancellation);

        await socket.SendAsync(Packets.Connect(4), WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
        using var client = RawClient.Over(socket);

        Assert.Equal(PacketKind.ConnAck, (await client.ReadAsync()).Kind);
    }

    [Fact]
    public async Task Http_WithTls_AnswersByHttp11()
    {
        await using var host = await StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{host.Endpoints.HttpTlsPort}/") { Version = HttpVersion.Version20 };

        using var response = await http.SendAsync(request, Cancellation);

        Assert.Equal("http", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpVersion.Version11, response.Version);
    }

    [Fact]
    public async Task Framed_WithTls_Answers()
    {
        await using var host = await StartAsync();
        using var client = await TlsClient.ConnectAsync(host.Endpoints.FramedTlsPort!.Value, _certificates);

        // A length that no frame may have ends the connection: somebody has read it.
        await client.Stream.WriteAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, Cancellation);

        Assert.Equal(0, await client.Stream.ReadAsync(new byte[1], Cancellation));
    }

    [Fact]
    public async Task OwnProtocol_WithTls_Answers()
    {
        await using var host = await StartAsync(services: services => services.AddClientProtocol<MqttConnectionHandler>("mine", 0, tls: true));
        using var client = await TlsClient.ConnectAsync(host.Endpoints.GetPort("mine"), _certificates);

        await client.OpenSessionAsync();
    }

    [Theory]
    [InlineData("game.test", "CN=game.test")]
    [InlineData("other.test", "CN=other.test")]
    [InlineData("a.wild.test", "CN=*.wild.test")]
    [InlineData("OTHER.test", "CN=other.test")]
    public async Task Names_ThatClientsAskFor_ChooseTheCertificate(string name, string subject)
    {
        await using var host = await StartAsync(options =>
        {
            options.Tls.Sni["other.test"] = new GatewaySniOptions { Certificate = _certificates.WriteNew("other.test") };
            options.Tls.Sni["*.wild.test"] = new GatewaySniOptions { Certificate = _certificates.WriteNew("*.wild.test") };
        });

        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, name);

        Assert.Equal(subject, client.Stream.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task Name_WithoutACertificate_EndsTheHandshake()
    {
        await using var host = await StartAsync(options =>
        {
            options.Tls.Certificate = null;
            options.Tls.Sni["other.test"] = new GatewaySniOptions { Certificate = _certificates.WriteNew("other.test") };
        });
        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, "other.test");

        await Assert.ThrowsAnyAsync<Exception>(() => TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, "game.test"));
    }

    [Theory]
    [InlineData(ClientCertificateMode.AllowCertificate)]
    [InlineData(ClientCertificateMode.RequireCertificate)]
    public async Task Certificate_OfAClient_IsSeenByItsSession(ClientCertificateMode mode)
    {
        await using var host = await StartWithClientCertificatesAsync(mode);
        using var certificate = _certificates.Issue("device-17", usage: ClientAuthentication);
        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, certificate: certificate);

        await client.OpenSessionAsync();

        var session = Assert.Single(host.Services.GetRequiredService<SessionRegistry>().All);
        Assert.Equal(new ClientCertificate("CN=device-17", certificate.GetCertHashString(HashAlgorithmName.SHA256)), session.Snapshot.ClientCertificate);
    }

    [Fact]
    public async Task Certificate_OfAWebSocketClient_IsSeenByItsSession()
    {
        await using var host = await StartWithClientCertificatesAsync(ClientCertificateMode.RequireCertificate);
        using var certificate = _certificates.Issue("browser", usage: ClientAuthentication);
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        socket.Options.ClientCertificates = [certificate];
        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{host.Endpoints.WebSocketTlsPort}/mqtt"), Cancellation);
        await socket.SendAsync(Packets.Connect(4), WebSocketMessageType.Binary, endOfMessage: true, Cancellation);
        using var client = RawClient.Over(socket);
        await client.ReadAsync();

        var session = Assert.Single(host.Services.GetRequiredService<SessionRegistry>().All);
        Assert.Equal("CN=browser", session.Snapshot.ClientCertificate?.Subject);
    }

    [Fact]
    public async Task Client_WithoutCertificate_IsLetInWhereNoneIsRequired()
    {
        await using var host = await StartWithClientCertificatesAsync(ClientCertificateMode.AllowCertificate);
        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates);

        await client.OpenSessionAsync();

        Assert.Null(Assert.Single(host.Services.GetRequiredService<SessionRegistry>().All).Snapshot.ClientCertificate);
    }

    [Fact]
    public async Task Client_WithoutCertificate_IsRefusedWhereOneIsRequired()
    {
        await using var host = await StartWithClientCertificatesAsync(ClientCertificateMode.RequireCertificate);

        await AssertRefusedAsync(() => TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates));
    }

    [Theory]
    [InlineData(ClientCertificateMode.AllowCertificate)]
    [InlineData(ClientCertificateMode.RequireCertificate)]
    public async Task Client_WithACertificateOfAnotherAuthority_IsRefused(ClientCertificateMode mode)
    {
        await using var host = await StartWithClientCertificatesAsync(mode);
        using var others = new TestCertificates();
        using var certificate = others.Issue("device-17", usage: ClientAuthentication);

        await AssertRefusedAsync(() => TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, certificate: certificate));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_OfEitherOfTwoAuthoritiesWithOneName_IsLetIn(bool isSecond)
    {
        using var others = new TestCertificates();
        await File.AppendAllTextAsync(_certificates.CaPath, "\n" + await File.ReadAllTextAsync(others.CaPath, Cancellation), Cancellation);
        await using var host = await StartWithClientCertificatesAsync(ClientCertificateMode.RequireCertificate);
        using var certificate = (isSecond ? others : _certificates).Issue("device-17", usage: ClientAuthentication);
        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, certificate: certificate);

        await client.OpenSessionAsync();

        Assert.Equal("CN=device-17", Assert.Single(host.Services.GetRequiredService<SessionRegistry>().All).Snapshot.ClientCertificate?.Subject);
    }

    [Fact]
    public async Task Client_WithACertificateForServers_IsRefused()
    {
        await using var host = await StartWithClientCertificatesAsync(ClientCertificateMode.RequireCertificate);
        using var certificate = _certificates.Issue("server", usage: "1.3.6.1.5.5.7.3.1");

        await AssertRefusedAsync(() => TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates, certificate: certificate));
    }

    [Fact]
    public async Task Certificate_ReplacedUnderLoad_LosesNoConnection()
    {
        var time = new FakeTimeProvider();
        await using var host = await StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        using var before = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates);
        await before.OpenSessionAsync("before");
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(number => PlayAsync(host.Endpoints.TcpTlsPort!.Value, $"p{number}", stop.Token)).ToArray();
        var first = before.Stream.RemoteCertificate!.GetSerialNumberString();

        string serial;
        using (var renewed = _certificates.Issue("game.test"))
        {
            serial = renewed.SerialNumber;
            _certificates.Write("game.test", renewed);
        }

        time.Advance(Reloaded<LoadedCertificate>.LookEvery);
        using var after = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates);
        await before.Mqtt.PingAsync();
        await stop.CancelAsync();

        Assert.NotEqual(first, serial);
        Assert.Equal(serial, after.Stream.RemoteCertificate!.GetSerialNumberString());
        Assert.All(await Task.WhenAll(load).WithinDeadline("those who played meanwhile"), rounds => Assert.NotEqual(0, rounds));
    }

    [Fact]
    public async Task Certificate_ReplacedByABrokenFile_StaysAndIsTold()
    {
        var time = new FakeTimeProvider();
        using var log = new CapturedLog();
        await using var host = await StartAsync(services: services => services.AddSingleton<TimeProvider>(time).AddSingleton<ILoggerProvider>(log));
        await File.WriteAllTextAsync(_certificates.PathOf("game.test.pem"), "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----", Cancellation);

        time.Advance(Reloaded<LoadedCertificate>.LookEvery);
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);
        using var client = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates);
        await client.OpenSessionAsync();

        Assert.StartsWith("2741 Error: Mqant:Gateway:Tls:Certificate has changed and cannot be used", Assert.Single(log.Lines, static line => line.StartsWith("274", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_AreMeasuredByTheirKeys()
    {
        await using var host = await StartAsync(options => options.Tls.Sni["other.test"] = new GatewaySniOptions { Certificate = _certificates.WriteNew("other.test", days: 20) });
        using var instruments = new Instruments(host.Services);

        var remaining = new[] { "Certificate", "Sni:other.test:Certificate" }
            .Select(key => instruments.Read("mqant.certificate.remaining", ("mqant.setting", $"Mqant:Gateway:Tls:{key}")) / TimeSpan.FromDays(1).TotalSeconds).ToArray();

        Assert.InRange(remaining[0], 8, 10);
        Assert.InRange(remaining[1], 18, 20);
    }

    [Fact]
    public async Task Handshakes_BeyondTheLimit_MakeTheOldestGiveWay()
    {
        await using var host = await StartAsync(options => options.Tls.MaxHandshakes = 2);
        var port = host.Endpoints.TcpTlsPort!.Value;
        using var one = await WireClient.ConnectAsync(port);
        using var another = await WireClient.ConnectAsync(port);
        using var client = await TlsClient.ConnectAsync(port, _certificates);
        await client.OpenSessionAsync();

        // Which of them came first is up to the machine.
        Assert.Equal(WireClient.Closed, await await Task.WhenAny(one.ReadAsync(), another.ReadAsync()));
        await client.Mqtt.PingAsync();
    }

    [Fact]
    public async Task Handshake_ThatIsNeverFinished_EndsWithTheTimeToConnect()
    {
        var time = new FakeTimeProvider();
        await using var host = await StartAsync(services: services => services.AddSingleton<TimeProvider>(time));
        using var client = await WireClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value);
        await client.SendAsync([0x16, 0x03, 0x01]);
        using var other = await TlsClient.ConnectAsync(host.Endpoints.TcpTlsPort!.Value, _certificates);
        await other.OpenSessionAsync();

        var answer = client.ReadAsync();
        while (!answer.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await other.Mqtt.PingAsync();
        }

        Assert.Equal(WireClient.Closed, await answer);
    }

    [Theory]
    [InlineData("missing.pem", null, "Mqant:Gateway:Tls:Certificate: ")]
    [InlineData("game.test.pem", null, "Mqant:Gateway:Tls:Certificate: ")]
    [InlineData("game.test.pem", "other.key", "Mqant:Gateway:Tls:Certificate: ")]
    public async Task Certificate_ThatCannotBeRead_EndsTheStartWithItsKey(string certificate, string? key, string message)
    {
        _certificates.WriteNew("other");

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(options => options.Tls.Certificate = new CertificateOptions
        {
            Path = _certificates.PathOf(certificate),
            KeyPath = key is null ? null : _certificates.PathOf(key),
        }));

        Assert.StartsWith(message, Assert.IsType<SettingsException>(exception.GetBaseException() is SettingsException inner ? inner : exception).Message, StringComparison.Ordinal);
    }

    private static async Task AssertRefusedAsync(Func<Task<TlsClient>> connect)
    {
        // With TLS 1.3 a client has ended its handshake when the server looks at the certificate.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var client = await connect();
            await client.OpenSessionAsync();
        });
    }

    private async Task<int> PlayAsync(int port, string name, CancellationToken stop)
    {
        var rounds = 0;
        using var kept = await TlsClient.ConnectAsync(port, _certificates);
        await kept.OpenSessionAsync(name);
        do
        {
            await kept.Mqtt.PingAsync();
            using var another = await TlsClient.ConnectAsync(port, _certificates);
            await another.OpenSessionAsync($"{name}-another");
            rounds++;
        }
        while (!stop.IsCancellationRequested);
        await kept.Mqtt.PingAsync();
        return rounds;
    }

    private Task<ProtocolHost> StartWithClientCertificatesAsync(ClientCertificateMode mode) => StartAsync(options =>
    {
        options.Tls.ClientCertificateMode = mode;
        options.Tls.ClientCaPath = _certificates.CaPath;
    });

    private Task<ProtocolHost> StartAsync(Action<GatewayOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var certificate = _certificates.WriteNew("game.test");
        return ProtocolHost.StartAsync(
            options =>
            {
                options.Tls.TcpPort = options.Tls.WebSocketPort = options.Tls.HttpPort = options.Tls.FramedPort = 0;
                options.Tls.Certificate = certificate;
                configure?.Invoke(options);
            },
            services);
    }
}
