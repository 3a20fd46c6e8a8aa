using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Mqant.Gateway.Tokens;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Authentication;

/// <summary>Which tokens are taken.</summary>
public sealed class TokenValidatorTests : IDisposable
{
    private readonly EmptyFolder _folder = new();
    private readonly TokenIssuer _issuer = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private DateTimeOffset Soon => _time.GetUtcNow() + TimeSpan.FromMinutes(5);

    public void Dispose()
    {
        _issuer.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_OfTheIssuer_SaysWhoItIsOf(bool pem)
    {
        var validator = await StartAsync(pem ? _issuer.Pem : _issuer.KeySet);
        var token = _issuer.Issue("alice", Soon, claims: [("roles", new[] { "gm", "a b", "no/role" }), ("plan", "gold"), ("level", 7)]);

        var identity = (await validator.CheckAsync(token)).Identity!;

        Assert.Equal("alice", identity.UserId);
        Assert.Equal(["gm", "a", "b"], identity.Roles);
        Assert.Equal([new("level", "7"), new("tier", "gold")], identity.Settings.OrderBy(static setting => setting.Key));
        Assert.Equal(Soon + TimeSpan.FromSeconds(30), identity.Expires);
    }

    [Fact]
    public async Task Token_OfAnEllipticCurve_IsTaken()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var validator = await StartAsync(ecdsa.ExportSubjectPublicKeyInfoPem());

        var check = await validator.CheckAsync(_issuer.Issue("alice", Soon, algorithm: SecurityAlgorithms.EcdsaSha256, key: new ECDsaSecurityKey(ecdsa)));

        Assert.Equal("alice", check.Identity?.UserId);
    }

    [Fact]
    public async Task Token_ThatIsForged_IsNotTaken()
    {
        var validator = await StartAsync(_issuer.KeySet);
        using var other = new TokenIssuer();
        var good = _issuer.Issue("alice", Soon);
        var parts = good.Split('.');
        var bob = _issuer.Issue("bob", Soon).Split('.');
        var publicKey = Encoding.UTF8.GetBytes(_issuer.Pem);
        (string What, string Token)[] forged =
        [
            ("another issuer's key", other.Issue("alice", Soon)),
            ("another issuer", _issuer.Issue("alice", Soon, issuer: "https://other.example")),
            ("another audience", _issuer.Issue("alice", Soon, audience: "other-game")),
            ("no signature", TokenIssuer.Assemble(new { alg = "none", typ = "JWT" }, "alice", Soon)),
            ("no signature, in capitals", TokenIssuer.Assemble(new { alg = "NONE" }, "alice", Soon)),
            ("the public key as a shared secret", TokenIssuer.Assemble(new { alg = "HS256", kid = "key-1" }, "alice", Soon, text => HMACSHA256.HashData(publicKey, Encoding.ASCII.GetBytes(text)))),
            ("an algorithm that is not named", _issuer.Issue("alice", Soon, algorithm: SecurityAlgorithms.RsaSha512)),
            ("another's payload", $"{parts[0]}.{bob[1]}.{parts[2]}"),
            ("signature cut off", good[..^10]),
            ("signature gone", $"{parts[0]}.{parts[1]}."),
            ("no user", _issuer.Issue(null, Soon)),
            ("a user that can be none", _issuer.Issue("a\u0000b", Soon)),
            ("no end", _issuer.Issue("alice", default)),
            ("something that must be understood", TokenIssuer.Assemble(new { alg = "RS256", kid = "key-1", crit = new[] { "b64" }, b64 = false }, "alice", Soon, Sign)),
            ("no token", "eyJhbGciOiJSUzI1NiJ9.x.y"),
            ("nothing", ""),
            ("too much", $"eyJ{new string('a', 20_000)}.a.a"),
        ];

        foreach (var (what, token) in forged)
        {
            var check = await validator.CheckAsync(token);
            Assert.Equal($"{what}: none", $"{what}: {check.Identity?.UserId ?? "none"}");
            Assert.False(check.IsUnavailable, what);
        }

        Assert.Equal("alice", (await validator.CheckAsync(good)).Identity?.UserId);
    }

    [Fact]
    public async Task Token_BeforeAndAfterItsTime_IsToldSo_AllowingForClocks()
    {
        var validator = await StartAsync(_issuer.KeySet);
        var token = _issuer.Issue("alice", Soon, from: _time.GetUtcNow() + TimeSpan.FromMinutes(1));
        Assert.Equal(AccountErrors.TokenNotYetValid, (await validator.CheckAsync(token)).Refusal);

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull((await validator.CheckAsync(token)).Identity);

        _time.Advance(TimeSpan.FromMinutes(4) + TimeSpan.FromSeconds(59));
        Assert.NotNull((await validator.CheckAsync(token)).Identity);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AccountErrors.TokenExpired, (await validator.CheckAsync(token)).Refusal);
    }

    [Fact]
    public async Task Token_WithoutAnEnd_IsToldSo()
    {
        var validator = await StartAsync(_issuer.KeySet);

        Assert.Equal(AccountErrors.TokenWithoutEnd, (await validator.CheckAsync(_issuer.Issue("alice", default))).Refusal);
    }

    [Fact]
    public async Task Token_OfAnotherType_IsNotTaken_WhereOneIsNamed()
    {
        var validator = await StartAsync(_issuer.KeySet, static jwt => jwt.TokenType = "at+jwt");

        Assert.Null((await validator.CheckAsync(_issuer.Issue("alice", Soon))).Identity);
        Assert.NotNull((await validator.CheckAsync(_issuer.Issue("alice", Soon, type: "at+jwt"))).Identity);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "private key")]
    [InlineData("{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}", "no RSA key")]
    [InlineData("{\"keys\":[]}", "no RSA key")]
    [InlineData("{\"keys\":", "no JSON Web Key Set")]
    [InlineData("hello", "no RSA key")]
    public async Task Keys_ThatCannotBe_StopTheProcessWithTheSettingsName(string document, string reason)
    {
        var exception = await Assert.ThrowsAsync<SettingsException>(() => StartAsync(document));

        Assert.StartsWith("Mqant:Authentication:Jwt:KeysFile: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_ThatAreTooShort_AreNotTaken()
    {
        using var rsa = RSA.Create(1024);

        await Assert.ThrowsAsync<SettingsException>(() => StartAsync(rsa.ExportSubjectPublicKeyInfoPem()));
    }

    [Fact]
    public async Task Key_ThatTheIssuerHasChanged_IsReadFromTheFileAnew()
    {
        var validator = await StartAsync(_issuer.KeySet);
        using var next = new TokenIssuer("key-2");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "keys"), next.KeySet, TestContext.Current.CancellationToken);

        Assert.Equal("alice", (await validator.CheckAsync(next.Issue("alice", Soon))).Identity?.UserId);
        Assert.Null((await validator.CheckAsync(_issuer.Issue("alice", Soon))).Identity);
    }

    private byte[] Sign(string text) => _issuer.Key.Rsa.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private async Task<TokenValidator> StartAsync(string keys, Action<JwtOptions>? configure = null)
    {
        var file = Path.Combine(_folder.Path, "keys");
        await File.WriteAllTextAsync(file, keys, TestContext.Current.CancellationToken);
        var options = new AuthenticationOptions
        {
            Jwt = { Issuer = TokenIssuer.Name, Audience = TokenIssuer.Audience, KeysFile = file, Settings = { ["tier"] = "plan", ["level"] = "level", ["none"] = "missing" } },
        };
        configure?.Invoke(options.Jwt);
        var all = Options.Create(options);
        var tokenKeys = new TokenKeys(all, _time, NullLogger<TokenKeys>.Instance);
        await tokenKeys.StartingAsync(TestContext.Current.CancellationToken);
        return new TokenValidator(all, tokenKeys, _time, NullLogger<TokenValidator>.Instance);
    }
}
