using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mqant;

/// <summary>A certificate with its private key, ready for handshakes.</summary>
/// <param name="Leaf">The certificate.</param>
/// <param name="Context">The certificate and those that are sent with it.</param>
internal sealed record LoadedCertificate(X509Certificate2 Leaf, SslStreamCertificateContext Context)
{
    public static LoadedCertificate Of(X509Certificate2 leaf, X509Certificate2Collection others) =>
        new(leaf, SslStreamCertificateContext.Create(leaf, others, offline: true));

    /// <summary>What the log calls a certificate.</summary>
    public static string Describe(X509Certificate2 certificate) => $"{certificate.Subject}, valid until {certificate.NotAfter.ToUniversalTime():u}";

    public override string ToString() => Describe(Leaf);
}
