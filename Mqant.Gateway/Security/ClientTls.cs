using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Security;

/// <summary>TLS on ports for clients, by Kestrel, with the certificates of <see cref="GatewayTlsOptions"/> as they are at the moment of a handshake.</summary>
internal sealed class ClientTls : IDisposable
{
    private const string Setting = $"{GatewayOptions.SectionName}:{nameof(GatewayOptions.Tls)}";

    private readonly GatewayTlsOptions _options;
    private readonly ClientConnectionServices _services;
    private readonly Handshakes _handshakes;
    private readonly ShownCertificate? _certificate;
    private readonly Dictionary<string, ShownCertificate> _named = new(StringComparer.OrdinalIgnoreCase);
    private readonly Reloaded<CertificateAuthorities>? _authorities;

    /// <exception cref="SettingsException">A certificate cannot be read.</exception>
    public ClientTls(IOptions<GatewayOptions> options, ClientConnectionServices services, IHostEnvironment environment, TimeProvider time, MqantMetrics metrics, ILogger<ClientTls> logger)
    {
        _options = options.Value.Tls;
        _services = services;
        _handshakes = new Handshakes(_options.MaxHandshakes);
        var root = environment.ContentRootPath;
        if (_options.Certificate is { } certificate)
        {
            _certificate = Follow(certificate, nameof(GatewayTlsOptions.Certificate));
        }

        foreach (var (name, sni) in _options.Sni)
        {
            _named.Add(name, Follow(sni.Certificate!, $"{nameof(GatewayTlsOptions.Sni)}:{name}:{nameof(GatewaySniOptions.Certificate)}"));
        }

        if (_options.ClientCaPath is { Length: > 0 } path)
        {
            _authorities = new(
                $"{Setting}:{nameof(GatewayTlsOptions.ClientCaPath)}", () => SourceFiles.Stamp(root, path), () => CertificateAuthorities.Read(root, path), time, logger);
        }

        services.Metrics.Budgets.Add(() =>
            _options.HasCertificate ? new Budget("tls_handshakes", $"{Setting}:{nameof(GatewayTlsOptions.MaxHandshakes)}", _handshakes.Count, _options.MaxHandshakes) : null);

        ShownCertificate Follow(CertificateOptions certificate, string key)
        {
            var shown = new ShownCertificate($"{Setting}:{key}", certificate, root, time, logger);
            metrics.AddCertificate($"{Setting}:{key}", () => shown.Remaining);
            return shown;
        }
    }

    /// <summary>Whether anything can be shown to clients.</summary>
    public bool HasCertificate => _options.HasCertificate;

    /// <summary>Has the connections of a listener begin with a handshake. The time of a connection must be limited already.</summary>
    /// <param name="listen">The listener.</param>
    /// <param name="transport">What its connections are counted as.</param>
    /// <param name="protocol">What is spoken there, for clients that ask (ALPN); null: clients that ask are not answered.</param>
    public void Use(ListenOptions listen, string transport, SslApplicationProtocol? protocol)
    {
        List<SslApplicationProtocol> protocols = protocol is { } spoken ? [spoken] : [];
        listen.Use(next => connection => ShakeHandsAsync(connection, next, transport));
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = context => new(GetOptions(context.ClientHelloInfo.ServerName, protocols)),
            HandshakeTimeout = _services.Options.ConnectTimeout,
        });
        listen.Use(next => connection =>
        {
            _handshakes.End(connection.Features.Get<Handshake>()!.Succeed());
            return next(connection);
        });
    }

    public void Dispose()
    {
        _certificate?.Dispose();
        _authorities?.Dispose();
        foreach (var named in _named.Values)
        {
            named.Dispose();
        }
    }

    private async Task ShakeHandsAsync(ConnectionContext connection, ConnectionDelegate next, string transport)
    {
        var handshake = new Handshake(_handshakes.Begin(connection));
        connection.Features.Set(handshake);
        try
        {
            await next(connection);
        }
        catch (Exception) when (!handshake.HasSucceeded)
        {
            // Kestrel knows of some. What else comes of a client's bytes is the client's doing as well: where they are no ClientHello, SslStream asks nobody for a certificate, and fails for the lack of it.
            if (connection.Features.Get<ISslStreamFeature>() is { } tls)
            {
                await tls.SslStream.DisposeAsync();
            }
        }
        finally
        {
            if (!handshake.HasSucceeded)
            {
                _handshakes.End(handshake.Place);
                _services.Metrics.GetTransport(transport).Refused.Get("tls_handshake").Add(1);
            }
        }
    }

    private SslServerAuthenticationOptions GetOptions(string name, List<SslApplicationProtocol> protocols)
    {
        var certificate = Find(name) ?? throw new AuthenticationException($"There is no certificate for '{name}'.");
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate.Value.Context,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ApplicationProtocols = protocols,
            AllowRenegotiation = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (_options.ClientCertificateMode != ClientCertificateMode.NoCertificate)
        {
            options.ClientCertificateRequired = true;
            options.RemoteCertificateValidationCallback = IsAllowed;
            options.CertificateChainPolicy = _authorities?.Value.ToPolicy();
        }

        return options;
    }

    // A certificate of *.example.com is good for one more part.
    private ShownCertificate? Find(string name) =>
        _named.GetValueOrDefault(name) ?? (name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? _named.GetValueOrDefault($"*{name[dot..]}") : null) ?? _certificate;

    private bool IsAllowed(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate is null
        ? _options.ClientCertificateMode == ClientCertificateMode.AllowCertificate
        : errors == SslPolicyErrors.None
            || (errors == SslPolicyErrors.RemoteCertificateChainErrors
                && _authorities?.Value.HaveSigned((X509Certificate2)certificate, chain?.ChainPolicy.ExtraStore, KeyPurposes.Client) == true);
}
