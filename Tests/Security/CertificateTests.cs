using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>Certificates as settings name them.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public void PemPair_IsReadWithTheCertificatesBehindIt()
    {
        var options = _certificates.WriteNew("game.test");
        File.AppendAllText(options.Path!, "\n" + File.ReadAllText(_certificates.CaPath));

        var loaded = Load(options);

        Assert.Equal("CN=game.test", loaded.Leaf.Subject);
        Assert.True(loaded.Leaf.HasPrivateKey);
    }

    [Fact]
    public void PemWithPassword_IsReadWithIt()
    {
        using var certificate = _certificates.Issue("game.test");
        using var key = certificate.GetECDsaPrivateKey()!;
        var options = _certificates.WriteNew("game.test");
        _certificates.Write("game.test", certificate);
        File.WriteAllText(options.KeyPath!, key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        options.Password = "secret";

        Assert.Equal(certificate.Thumbprint, Load(options).Leaf.Thumbprint);

        options.Password = "wrong";
        Assert.ThrowsAny<CryptographicException>(() => Load(options));
    }

    [Fact]
    public void PemInOneFile_IsRead()
    {
        var options = _certificates.WriteNew("game.test");
        File.AppendAllText(options.Path!, "\n" + File.ReadAllText(options.KeyPath!));
        options.KeyPath = null;

        Assert.True(Load(options).Leaf.HasPrivateKey);
    }

    [Fact]
    public void Pfx_IsReadWithItsPassword()
    {
        using var certificate = _certificates.Issue("game.test");
        var path = _certificates.PathOf("game.pfx");
        File.WriteAllBytes(path, new X509Certificate2Collection { certificate, _certificates.Authority }.Export(X509ContentType.Pkcs12, "secret")!);

        Assert.Equal(certificate.Thumbprint, Load(new() { Path = path, Password = "secret" }).Leaf.Thumbprint);
    }

    [Fact]
    public void Store_HasTheCertificateThatIsValidLongest()
    {
        var name = $"mqant-{Guid.NewGuid():N}";
        using var shorter = _certificates.Issue(name);
        using var longer = _certificates.Issue(name, days: 20);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(shorter);
        store.Add(longer);
        try
        {
            Assert.Equal(longer.Thumbprint, Load(new() { Subject = name, AllowInvalid = true }).Leaf.Thumbprint);
            Assert.ThrowsAny<CryptographicException>(() => Load(new() { Subject = name }));
        }
        finally
        {
            store.Remove(shorter);
            store.Remove(longer);
        }
    }

    [Fact]
    public void Certificate_ForClientsAlone_IsRefused()
    {
        var exception = Assert.ThrowsAny<CryptographicException>(() => Load(_certificates.WriteNew("game.test", usage: "1.3.6.1.5.5.7.3.2")));

        Assert.Contains("CN=game.test", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reloaded_WithACertificateAndItsKeyReplacedOneAfterTheOther_TakesThemWhenTheyFit()
    {
        var time = new FakeTimeProvider();
        var log = new CapturedLog();
        var options = _certificates.WriteNew("game.test");
        var source = new CertificateSource(options, "/");
        using var reloaded = new Reloaded<LoadedCertificate>("Some:Certificate", source.Stamp, source.Load, time, log);
        var first = reloaded.Value;
        var next = _certificates.WriteNew("next");

        File.Copy(next.Path!, options.Path!, overwrite: true);
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);
        Assert.Same(first, reloaded.Value);
        File.Copy(next.KeyPath!, options.KeyPath!, overwrite: true);
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);

        Assert.Equal("CN=next", reloaded.Value.Leaf.Subject);
        Assert.Equal(["2741", "2740"], log.Lines.Select(static line => line[..4]));
        Assert.Contains("Some:Certificate", log.Lines.First(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reloaded_WithoutItsFile_StaysUntilItIsBack()
    {
        var time = new FakeTimeProvider();
        var log = new CapturedLog();
        var options = _certificates.WriteNew("game.test");
        var source = new CertificateSource(options, "/");
        using var reloaded = new Reloaded<LoadedCertificate>("Some:Certificate", source.Stamp, source.Load, time, log);
        var pem = File.ReadAllText(options.Path!);

        File.Delete(options.Path!);
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);
        File.WriteAllText(options.Path!, pem);
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);

        Assert.Equal("CN=game.test", reloaded.Value.Leaf.Subject);
        Assert.Equal(["2741"], log.Lines.Select(static line => line[..4]));
    }

    private static LoadedCertificate Load(CertificateOptions options) => new CertificateSource(options, "/").Load();
}
