using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Mqant.Gateway;

/// <summary>
/// TLS on ports for clients: section <c>Mqant:Gateway:Tls</c>. TLS 1.2 and 1.3 are spoken. The ports are beside those of <see cref="GatewayOptions"/>, each of which
/// <see cref="GatewayOptions.NoPort"/> switches off.
/// </summary>
public sealed class GatewayTlsOptions : IValidatableObject
{
    /// <summary>Port of MQTT over TLS, by custom 8883; off when null; 0 picks a free one.</summary>
    [Range(0, 65535)]
    public int? TcpPort { get; set; }

    /// <summary>Port of MQTT over WebSocket with TLS; off when null; 0 picks a free one.</summary>
    [Range(0, 65535)]
    public int? WebSocketPort { get; set; }

    /// <summary>Port of HTTPS; off when null; 0 picks a free one.</summary>
    [Range(0, 65535)]
    public int? HttpPort { get; set; }

    /// <summary>Port of the framed protocol over TLS; off when null; 0 picks a free one.</summary>
    [Range(0, 65535)]
    public int? FramedPort { get; set; }

    /// <summary>The certificate that is shown to clients who ask for no name, or for one that <see cref="Sni"/> does not have. Unset: these are refused.</summary>
    public CertificateOptions? Certificate { get; set; }

    /// <summary>Certificates by the name that a client asks for: <c>play.example.com</c>, or <c>*.example.com</c> for all names of one more part.</summary>
    public IDictionary<string, GatewaySniOptions> Sni { get; set; } = new Dictionary<string, GatewaySniOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether clients show certificates: <see cref="ClientCertificateMode.NoCertificate"/>, <see cref="ClientCertificateMode.AllowCertificate"/> (one that is shown must be good) or
    /// <see cref="ClientCertificateMode.RequireCertificate"/>.
    /// </summary>
    [AllowedValues(ClientCertificateMode.NoCertificate, ClientCertificateMode.AllowCertificate, ClientCertificateMode.RequireCertificate)]
    public ClientCertificateMode ClientCertificateMode { get; set; }

    /// <summary>
    /// PEM file with the certificates of the authorities that may have signed those of clients, relative to the program; read again when it changes. Unset: those that this machine trusts.
    /// </summary>
    public string? ClientCaPath { get; set; }

    /// <summary>
    /// Handshakes that may be under way in this process; when there are more, the oldest makes room. How long each may take is <see cref="GatewayOptions.ConnectTimeout"/>, from accept on.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxHandshakes { get; set; } = 2_000;

    /// <summary>Whether there is a port of the gateway's own protocols.</summary>
    internal bool HasPort => (TcpPort ?? WebSocketPort ?? HttpPort ?? FramedPort) is not null;

    /// <summary>Whether anything can be shown to clients.</summary>
    internal bool HasCertificate => Certificate is not null || Sni.Count > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HasPort && !HasCertificate)
        {
            yield return new ValidationResult("A port with TLS needs a certificate.", [nameof(Certificate)]);
        }

        if (!string.IsNullOrEmpty(ClientCaPath) && ClientCertificateMode == ClientCertificateMode.NoCertificate)
        {
            yield return new ValidationResult($"No certificate is asked for: {nameof(ClientCertificateMode)} says so.", [nameof(ClientCaPath)]);
        }

        foreach (var name in Sni.Keys)
        {
            if (Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) != UriHostNameType.Dns || name.EndsWith('.'))
            {
                yield return new ValidationResult($"'{name}' is no name that a client can ask for.", [$"{nameof(Sni)}:{name}"]);
            }
        }
    }
}
