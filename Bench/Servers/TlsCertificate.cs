using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mqant.Bench.Servers;

/// <summary>The certificate of all servers with TLS that this process starts.</summary>
internal static class TlsCertificate
{
    private static readonly Lazy<string> Written = new(Write);

    /// <summary>A PEM file with the certificate and its key; gone when this process ends.</summary>
    internal static string Path => Written.Value;

    private static string Write()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var folder = Directory.CreateTempSubdirectory("mqant-bench-tls-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        string path = System.IO.Path.Combine(folder.FullName, "server.pem");
        File.WriteAllText(path, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
        return path;
    }
}
