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

    [Theory]
    [InlineData("no key", null, "game.test.pem holds no private key, and KeyPath does not say where it is.")]
    [InlineData("a certificate as key", null, "game.test.key holds no private key in PEM.")]
    [InlineData("encrypted", null, "Password is missing: the private key in")]
    [InlineData("encrypted", "wrong", "Password does not open the private key in")]
    [InlineData("encrypted by OpenSSL's own form", "secret", "expected PKCS #8, as 'openssl pkcs8 -topk8")]
    [InlineData("plain", "secret", "Password is set, but the private key in")]
    [InlineData("broken", null, "game.test.key cannot be read.")]
    [InlineData("another's", null, "is not that of the certificate in")]
    [InlineData("another's, encrypted", "secret", "is not that of the certificate in")]
    [InlineData("of another kind", null, "is not that of the certificate in")]
    [InlineData("of another kind, encrypted", "secret", "is not that of the certificate in")]
    [InlineData("PFX", null, "a PFX file that opens without Password.")]
    [InlineData("PFX", "wrong", "a PFX file that Password opens.")]
    public void Key_ThatCannotBeUsed_IsToldWithWhatIsExpected(string what, string? password, string reason)
    {
        using var certificate = _certificates.Issue("game.test");
        using var own = certificate.GetECDsaPrivateKey()!;
        using var another = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        var (path, keyPath) = _certificates.Write("game.test", certificate);
        var key = what switch
        {
            "a certificate as key" => certificate.ExportCertificatePem(),
            "encrypted" => own.ExportEncryptedPkcs8PrivateKeyPem("secret", encryption),
            "encrypted by OpenSSL's own form" => "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0123\n\nAAAA\n-----END EC PRIVATE KEY-----\n",
            "broken" => "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "another's" => another.ExportPkcs8PrivateKeyPem(),
            "another's, encrypted" => another.ExportEncryptedPkcs8PrivateKeyPem("secret", encryption),
            "of another kind" => rsa.ExportPkcs8PrivateKeyPem(),
            "of another kind, encrypted" => rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", encryption),
            _ => own.ExportPkcs8PrivateKeyPem(),
        };
        File.WriteAllText(keyPath, key);
        if (what == "PFX")
        {
            File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "secret"));
        }

        var exception = Assert.ThrowsAny<CryptographicException>(() => Load(new() { Path = path, KeyPath = what is "no key" or "PFX" ? null : keyPath, Password = password }));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
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

    [Theory]
    [InlineData(60, 14)]
    [InlineData(9, 3)]
    public void ShownCertificate_ThatExpiresSoon_IsToldOnceADay(int days, int before)
    {
        var log = new CapturedLog();
        var options = _certificates.WriteNew("game.test", days: days);
        var end = new DateTimeOffset(Load(options).Leaf.NotAfter);
        var time = new FakeTimeProvider(end - TimeSpan.FromDays(before) - TimeSpan.FromMinutes(1));
        using var shown = new ShownCertificate("Some:Certificate", options, "/", time, log);
        Assert.Empty(log.Lines);

        time.SetUtcNow(end - TimeSpan.FromDays(before));
        Assert.StartsWith($"2743 Warning: Some:Certificate is to be renewed: CN=game.test, valid until ", Assert.Single(log.Lines), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromHours(23));
        Assert.Single(log.Lines);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(2, log.Lines.Count);
        Assert.Equal(TimeSpan.FromDays(before - 1), shown.Remaining);

        time.SetUtcNow(end + TimeSpan.FromDays(1));
        Assert.StartsWith("2744 Warning: Some:Certificate has expired", log.Lines.Last(), StringComparison.Ordinal);
        Assert.Equal(-TimeSpan.FromDays(1), shown.Remaining);
    }

    [Fact]
    public void ShownCertificate_ThatHasExpired_IsToldAtStartAndWhenItIsTakenLive()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var log = new CapturedLog();
        var options = _certificates.WriteNew("game.test", days: 0);
        using var shown = new ShownCertificate("Some:Certificate", options, "/", time, log);
        Assert.Equal(["2744"], log.Lines.Select(static line => line[..4]));

        _certificates.WriteNew("game.test");
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);
        _certificates.WriteNew("game.test", days: 0);
        time.Advance(Reloaded<LoadedCertificate>.LookEvery);

        Assert.Equal(["2744", "2740", "2740", "2744"], log.Lines.Select(static line => line[..4]));
    }

    private static LoadedCertificate Load(CertificateOptions options) => new CertificateSource(options, "/").Load();
}
