using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
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
        using var ofOthers = Make(new() { Thumbprints = [thumbprint], CaPath = _others.CaPath });

        Assert.True(alone.Contains(certificate, sent: null, new Oid(Server)));
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

    private ClusterMembers Make(ClusterTlsOptions options) => new(options, "Mqant:Cluster:Tls", "/", _time, NullLogger.Instance);
}
