using System.Net.Security;
using System.Security.Cryptography;
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

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly Reloaded<LoadedCertificate> _certificate;
    private readonly ClusterMembers _members;

    /// <exception cref="SettingsException">A file cannot be read.</exception>
    public ClusterTls(IOptions<MqantClusterOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<ClusterTls> logger)
    {
        var tls = options.Value.Tls;
        var source = new CertificateSource(tls.Certificate!, environment.ContentRootPath);
        _certificate = new($"{Setting}:{nameof(ClusterTlsOptions.Certificate)}", source.Stamp, source.Load, time, logger);
        _members = new(tls, Setting, environment.ContentRootPath, time, logger);
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

    private TlsOptions ForInbound() => new()
    {
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = (certificate, chain, _) => _members.Contains(certificate, chain, ClientAuthentication),
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
        RemoteCertificateValidation = (certificate, chain, _) => _members.Contains(certificate, chain, ServerAuthentication),
        OnAuthenticateAsClient = (_, options) =>
            ((SslClientAuthenticationOptions)options.SslClientAuthenticationOptions).ClientCertificateContext = _certificate.Value.Context,
    };
}
