using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>Which certificates are those of the cluster.</summary>
internal sealed class ClusterMembers : IDisposable
{
    private readonly Reloaded<CertificateAuthorities>? _authorities;
    private readonly HashSet<string> _thumbprints;

    /// <param name="options">Who is a member.</param>
    /// <param name="setting">Their key.</param>
    /// <param name="root">The folder that relative paths are relative to.</param>
    /// <param name="time">The time.</param>
    /// <param name="logger">Told of changes.</param>
    /// <exception cref="SettingsException">The authorities cannot be read.</exception>
    public ClusterMembers(ClusterTlsOptions options, string setting, string root, TimeProvider time, ILogger logger)
    {
        _thumbprints = [.. options.Thumbprints.Select(ClusterTlsOptions.Normalize)];
        if (options.CaPath is { Length: > 0 } path)
        {
            _authorities = new Reloaded<CertificateAuthorities>(
                $"{setting}:{nameof(ClusterTlsOptions.CaPath)}", () => SourceFiles.Stamp(root, path), () => CertificateAuthorities.Read(root, path), time, logger);
        }
    }

    /// <summary>Whether a certificate is a member's, valid now and meant for what it is shown for.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="sent">The certificates that came with this one.</param>
    /// <param name="usage">What a certificate with limits must allow; null: anything.</param>
    public bool Contains(X509Certificate2 certificate, X509Certificate2Collection? sent, Oid? usage)
    {
        if (_thumbprints.Count > 0 && !_thumbprints.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256)))
        {
            return false;
        }

        if (_authorities is not null)
        {
            return _authorities.Value.HaveSigned(certificate, sent, usage);
        }

        // Its thumbprint says who it is, whoever signed it.
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        if (usage is not null)
        {
            policy.ApplicationPolicy.Add(usage);
        }

        return chain.Build(certificate);
    }

    public void Dispose() => _authorities?.Dispose();
}
