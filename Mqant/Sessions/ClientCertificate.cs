using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mqant;

/// <summary>The certificate of a client that showed one when it connected by TLS, and that the gateway's settings accept.</summary>
/// <param name="Subject">Its subject: <c>CN=device-17, O=Example</c>.</param>
/// <param name="Thumbprint">Its SHA-256 thumbprint: 64 hexadecimal digits in upper case.</param>
[GenerateSerializer, Immutable, Alias("mqant.ClientCertificate")]
public sealed record ClientCertificate([property: Id(0)] string Subject, [property: Id(1)] string Thumbprint)
{
    internal static ClientCertificate Of(X509Certificate2 certificate) => new(certificate.Subject, certificate.GetCertHashString(HashAlgorithmName.SHA256));
}
