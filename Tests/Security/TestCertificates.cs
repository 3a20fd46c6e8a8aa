using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mqant.Tests.Security;

/// <summary>An authority of a test's own, and what it signs, in a folder that is gone with it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mqant-certificates-");
    private readonly X509Certificate2 _authority;

    public TestCertificates(string name = "Test CA")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(90));
        File.WriteAllText(CaPath, _authority.ExportCertificatePem());
    }

    /// <summary>The file of the authority's certificate.</summary>
    public string CaPath => PathOf("ca.pem");

    /// <summary>The authority, for clients that trust it.</summary>
    public X509Certificate2 Authority => _authority;

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A certificate with its key that the authority signs.</summary>
    /// <param name="subject">Its common name, and the name of the server.</param>
    /// <param name="days">For how long it is valid from now on.</param>
    /// <param name="usage">What alone it may be used for; null: everything.</param>
    public X509Certificate2 Issue(string subject, int days = 10, string? usage = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(subject);
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        var from = DateTimeOffset.UtcNow.AddHours(-20);
        using var certificate = request.Create(_authority, from, from.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Writes a certificate and its key as PEM; returns their paths.</summary>
    public (string Certificate, string Key) Write(string name, X509Certificate2 certificate)
    {
        var (path, key) = (PathOf($"{name}.pem"), PathOf($"{name}.key"));
        File.WriteAllText(path, certificate.ExportCertificatePem());
        using var secret = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(key, secret.ExportPkcs8PrivateKeyPem());
        return (path, key);
    }

    /// <summary>Signs a certificate and writes it with its key; returns where they are.</summary>
    public CertificateOptions WriteNew(string name, string? usage = null, int days = 10)
    {
        using var certificate = Issue(name, days, usage);
        var (path, key) = Write(name, certificate);
        return new CertificateOptions { Path = path, KeyPath = key };
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }
}
