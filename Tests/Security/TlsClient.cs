using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Mqant.Tests.Mqtt;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>A client that speaks TLS and trusts one authority.</summary>
internal sealed class TlsClient : IDisposable
{
    private TlsClient(SslStream stream)
    {
        Stream = stream;
        Mqtt = new WireClient(stream);
    }

    public SslStream Stream { get; }

    /// <summary>MQTT over it.</summary>
    public WireClient Mqtt { get; }

    public static async Task<TlsClient> ConnectAsync(
        int port, TestCertificates trusted, string name = "game.test", X509Certificate2? certificate = null, string? protocol = null, byte[]? before = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
        var network = new NetworkStream(socket, ownsSocket: true);
        await network.WriteAsync(before ?? [], TestContext.Current.CancellationToken);
        var stream = new SslStream(network);
        try
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(trusted.Authority);
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = name,
                    CertificateChainPolicy = policy,
                    ClientCertificates = certificate is null ? null : [certificate],
                    ApplicationProtocols = protocol is null ? null : [new SslApplicationProtocol(protocol)],
                },
                TestContext.Current.CancellationToken);
            return new TlsClient(stream);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Introduces itself and is let in.</summary>
    public async Task OpenSessionAsync(string clientId = "c")
    {
        await Mqtt.SendAsync(Packets.Connect(4, clientId));
        Assert.Equal("20020000", await Mqtt.ReadAsync());
    }

    public void Dispose() => Stream.Dispose();
}
