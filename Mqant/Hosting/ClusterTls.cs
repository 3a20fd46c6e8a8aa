using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Mqant;

/// <summary>Mutual TLS on the connections between the processes of a cluster, by <see cref="ClusterTlsOptions"/>.</summary>
internal sealed class ClusterTls : IConfigurationValidator, IDisposable
{
    private const string Setting = $"{MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.Tls)}";

    private readonly ClusterTlsOptions _options;
    private readonly TimeProvider _time;
    private readonly ShownCertificate _certificate;
    private readonly ClusterMembers _members;

    /// <exception cref="SettingsException">A file cannot be read, or this process has a certificate that the others would not let in.</exception>
    public ClusterTls(IOptions<MqantClusterOptions> options, IHostEnvironment environment, TimeProvider time, MqantMetrics metrics, ILogger<ClusterTls> logger)
    {
        (_options, _time) = (options.Value.Tls, time);
        _members = new(_options, Setting, environment.ContentRootPath, time, logger);
        const string Own = $"{Setting}:{nameof(ClusterTlsOptions.Certificate)}";
        _certificate = new(Own, _options.Certificate!, environment.ContentRootPath, time, logger, CheckOwn);
        metrics.AddCertificate(Own, () => _certificate.Remaining);
    }

    /// <summary>Adds it where the settings have it, to silos and clients.</summary>
    public static void AddTo(IServiceCollection services, MqantClusterOptions options)
    {
        if (!options.Tls.IsOn)
        {
            return;
        }

        services.AddSingleton<ClusterTls>();
        services.AddSingleton<IConfigurationValidator>(static provider => provider.GetRequiredService<ClusterTls>());
        services.AddOptions<SiloConnectionOptions>().Configure<ClusterTls>(static (connections, tls) =>
        {
            connections.ConfigureSiloInboundConnection(connection => connection.UseServerTls(tls.ForInbound()));
            connections.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(tls.ForInbound()));
            connections.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(tls.ForOutbound()));
        });
        services.AddOptions<ClientConnectionOptions>().Configure<ClusterTls>(static (connections, tls) =>
            connections.ConfigureConnection(connection => connection.UseClientTls(tls.ForOutbound())));
    }

    /// <summary>Does nothing: what could be wrong was read when this was made, which is before anything of Orleans starts.</summary>
    public void ValidateConfiguration()
    {
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _members.Dispose();
    }

    // What others would refuse, one after the other and without an end, is told where it can be mended.
    private void CheckOwn(LoadedCertificate own)
    {
        if (own.Leaf.NotAfter <= _time.GetUtcNow())
        {
            throw new CryptographicException($"it has expired: {own}.");
        }

        X509Certificate2Collection sent = [.. own.Context.IntermediateCertificates];
        if (!_members.Contains(own.Leaf, sent, usage: null))
        {
            throw new CryptographicException(
                $"this cluster would not let it in: {own}, SHA-256 thumbprint {own.Leaf.GetCertHashString(HashAlgorithmName.SHA256)}, is not among "
                + (_options.Thumbprints.Count == 0 ? $"those that {nameof(_options.CaPath)} has signed."
                    : string.IsNullOrEmpty(_options.CaPath) ? $"{nameof(_options.Thumbprints)}."
                    : $"{nameof(_options.Thumbprints)}, or none that {nameof(_options.CaPath)} has signed."));
        }

        if (!_members.Contains(own.Leaf, sent, KeyPurposes.Server) || !_members.Contains(own.Leaf, sent, KeyPurposes.Client))
        {
            throw new CryptographicException($"it is shown to servers and to clients, and its extended key usage does not allow both: {own}.");
        }
    }

    private TlsOptions ForInbound() => new()
    {
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = (certificate, chain, _) => _members.Contains(certificate, chain?.ChainPolicy.ExtraStore, KeyPurposes.Client),
        LocalServerCertificateSelector = (_, _) => _certificate.Value.Leaf,
        OnAuthenticateAsServer = (_, options) =>
        {
            // With the certificates between it and its authority, which a selected one does not bring.
            var server = (SslServerAuthenticationOptions)options.SslServerAuthenticationOptions;
            server.ServerCertificateSelectionCallback = null;
            server.ServerCertificateContext = _certificate.Value.Context;
        },
    };

    private TlsOptions ForOutbound() => new()
    {
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = (certificate, chain, _) => _members.Contains(certificate, chain?.ChainPolicy.ExtraStore, KeyPurposes.Server),
        OnAuthenticateAsClient = (_, options) =>
            ((SslClientAuthenticationOptions)options.SslClientAuthenticationOptions).ClientCertificateContext = _certificate.Value.Context,
    };
}
