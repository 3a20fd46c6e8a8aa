using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>
/// TLS between the processes of a cluster: section <c>Mqant:Cluster:Tls</c>. It is mutual: each process shows a certificate and lets nobody in, nor talks to anybody, whose certificate is
/// not one of the cluster's. All processes of a cluster have it, or none.
/// </summary>
public sealed class ClusterTlsOptions : IValidatableObject
{
    private const int ThumbprintLength = 64;

    /// <summary>The certificate that this process shows, as server and as client.</summary>
    public CertificateOptions? Certificate { get; set; }

    /// <summary>
    /// PEM file with the certificates of the authorities that sign those of the cluster and no others, relative to the program; read again when it changes. Names in certificates do not count:
    /// whoever has one of these authorities is a member.
    /// </summary>
    public string? CaPath { get; set; }

    /// <summary>SHA-256 thumbprints of the certificates that the cluster has: no other is let in, whoever signed it. Unset: <see cref="CaPath"/> decides alone.</summary>
    public IList<string> Thumbprints { get; set; } = [];

    /// <summary>Whether cluster connections are protected.</summary>
    internal bool IsOn => Certificate is not null;

    /// <summary>A thumbprint without what tools write before and between its digits: <c>sha256 Fingerprint=AB:CD</c>.</summary>
    internal static string Normalize(string thumbprint) => thumbprint[(thumbprint.LastIndexOf('=') + 1)..].Replace(":", "", StringComparison.Ordinal).Trim().ToUpperInvariant();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsOn && string.IsNullOrEmpty(CaPath) && Thumbprints.Count == 0)
        {
            yield return new ValidationResult("Whom the cluster lets in must be said: one of CaPath and Thumbprints must be set.", [nameof(CaPath)]);
        }

        if (!IsOn && (!string.IsNullOrEmpty(CaPath) || Thumbprints.Count > 0))
        {
            yield return new ValidationResult("TLS between processes needs a certificate of this one.", [nameof(Certificate)]);
        }

        for (var i = 0; i < Thumbprints.Count; i++)
        {
            if (Normalize(Thumbprints[i]) is not { Length: ThumbprintLength } digits || !digits.All(char.IsAsciiHexDigit))
            {
                yield return new ValidationResult($"'{Thumbprints[i]}' is no SHA-256 thumbprint of {ThumbprintLength} hexadecimal digits.", [$"{nameof(Thumbprints)}:{i}"]);
            }
        }
    }
}
