using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mqant;

/// <summary>Authorities that settings name, and no others.</summary>
internal sealed class CertificateAuthorities(X509Certificate2Collection certificates)
{
    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="CryptographicException">There is none in it.</exception>
    public static CertificateAuthorities Read(string root, string path) => new(SourceFiles.ReadCertificates(root, path));

    /// <summary>All of them, for a handshake that builds a chain itself.</summary>
    public X509ChainPolicy ToPolicy() => MakePolicy(certificates);

    /// <summary>Whether one of them has signed a certificate that is valid now.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="sent">What came with it, and may stand between.</param>
    /// <param name="usage">What a certificate with limits must allow; null: anything.</param>
    public bool HaveSigned(X509Certificate2 certificate, X509Certificate2Collection? sent, Oid? usage)
    {
        // One after the other: an authority that replaces another mostly has its name, and of several with one name a chain is tried with one alone.
        foreach (var authority in certificates)
        {
            using var chain = new X509Chain();
            chain.ChainPolicy = MakePolicy([authority]);
            X509Certificate2[] others = [.. certificates.Concat(sent ?? []).Where(other => !other.SubjectName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData))];
            chain.ChainPolicy.ExtraStore.AddRange(others);
            if (usage is not null)
            {
                chain.ChainPolicy.ApplicationPolicy.Add(usage);
            }

            if (chain.Build(certificate))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => string.Join("; ", certificates.Select(LoadedCertificate.Describe));

    private static X509ChainPolicy MakePolicy(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }
}
