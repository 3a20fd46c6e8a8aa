using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Security;

/// <summary>Whose certificates are let into a cluster.</summary>
public sealed class ClusterMembersTests : IDisposable
{
    private const string Server = "1.3.6.1.5.5.7.3.1";
    private const string Client = "1.3.6.1.5.5.7.3.2";

    private readonly TestCertificates _ours = new();
    private readonly TestCertificates _others = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose()
    {
        _ours.Dispose();
        _others.Dispose();
    }

    [Theory]
    [InlineData(null, Server, true)]
    [InlineData(null, Client, true)]
    [InlineData(Client, Client, true)]
    [InlineData(Client, Server, false)]
    [InlineData(Server, Client, false)]
    public void Certificate_OfTheAuthority_IsLetInForWhatItIsMeant(string? meant, string shown, bool isLetIn)
    {
        using var members = Make(new() { CaPath = _ours.CaPath });
        using var certificate = _ours.Issue("silo", usage: meant);

        Assert.Equal(isLetIn, members.Contains(certificate, sent: null, new Oid(shown)));
    }

    [Fact]
    public void Certificate_OfAnotherAuthorityOfTheSameName_IsNot()
    {
        using var members = Make(new() { CaPath = _ours.CaPath });
        using var certificate = _others.Issue("silo");

        Assert.False(members.Contains(certificate, sent: null, new Oid(Server)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Certificate_OfEitherOfTwoAuthoritiesWithOneName_IsLetIn(bool isSecond, bool sendsAnother)
    {
        File.AppendAllText(_ours.CaPath, "\n" + File.ReadAllText(_others.CaPath));
        using var members = Make(new() { CaPath = _ours.CaPath });
        using var certificate = (isSecond ? _others : _ours).Issue("silo");
        using var strangers = new TestCertificates();
        using var stranger = strangers.Issue("silo");
        X509Certificate2Collection? sent = sendsAnother ? [(isSecond ? _ours : _others).Authority, strangers.Authority] : null;

        Assert.True(members.Contains(certificate, sent, new Oid(Server)));
        Assert.False(members.Contains(stranger, sent, new Oid(Server)));
    }

    [Fact]
    public void Authorities_ThatWereReplaced_AreToldByTheirNames()
    {
        var log = new CapturedLog();
        using var other = new TestCertificates("Next CA");
        using var members = Make(new() { CaPath = _ours.CaPath }, log);

        File.AppendAllText(_ours.CaPath, "\n" + File.ReadAllText(other.CaPath));
        _time.Advance(Reloaded<string>.LookEvery);

        var line = Assert.Single(log.Lines);
        Assert.StartsWith("2740 ", line, StringComparison.Ordinal);
        Assert.Contains("CN=Test CA, valid until ", line, StringComparison.Ordinal);
        Assert.Contains("; CN=Next CA, valid until ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_ThatHasExpired_IsNot()
    {
        using var certificate = _ours.Issue("silo", days: 0);
        using var members = Make(new() { CaPath = _ours.CaPath });
        using var byThumbprint = Make(new() { Thumbprints = [certificate.GetCertHashString(HashAlgorithmName.SHA256)] });

        Assert.False(members.Contains(certificate, sent: null, new Oid(Server)));
        Assert.False(byThumbprint.Contains(certificate, sent: null, new Oid(Server)));
    }

    [Fact]
    public void Thumbprints_LetInThoseAlone_WhoeverSignedThem()
    {
        using var certificate = _ours.Issue("silo");
        using var another = _ours.Issue("silo");
        var thumbprint = string.Join(':', certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant().Chunk(2).Select(static digits => new string(digits)));
        using var alone = Make(new() { Thumbprints = [thumbprint] });
        using var asOpenSslPrintsIt = Make(new() { Thumbprints = [$"sha256 Fingerprint={thumbprint.ToUpperInvariant()}"] });
        using var ofOthers = Make(new() { Thumbprints = [thumbprint], CaPath = _others.CaPath });

        Assert.True(alone.Contains(certificate, sent: null, new Oid(Server)));
        Assert.True(asOpenSslPrintsIt.Contains(certificate, sent: null, new Oid(Server)));
        Assert.False(alone.Contains(another, sent: null, new Oid(Server)));
        Assert.False(ofOthers.Contains(certificate, sent: null, new Oid(Server)));
    }

    [Fact]
    public void Authority_ThatWasReplaced_CountsFromThenOn()
    {
        using var members = Make(new() { CaPath = _ours.CaPath });
        using var certificate = _others.Issue("silo");

        File.Copy(_others.CaPath, _ours.CaPath, overwrite: true);
        _time.Advance(Reloaded<string>.LookEvery);

        Assert.True(members.Contains(certificate, sent: null, new Oid(Server)));
    }

    [Fact]
    public void Authority_ThatIsNotThere_IsRefusedWithItsKey()
    {
        var exception = Assert.Throws<SettingsException>(() => Make(new() { CaPath = _ours.PathOf("nothing.pem") }));

        Assert.StartsWith("Mqant:Cluster:Tls:CaPath: ", exception.Message, StringComparison.Ordinal);
    }

    private ClusterMembers Make(ClusterTlsOptions options, ILogger? logger = null) => new(options, "Mqant:Cluster:Tls", "/", _time, logger ?? NullLogger.Instance);
}
