using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Mqant.Tests.Authentication;

/// <summary>Signs tokens as an identity provider does.</summary>
internal sealed class TokenIssuer : IDisposable
{
    public const string Name = "https://issuer.example";
    public const string Audience = "the-game";

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    public TokenIssuer(string keyId = "key-1") => Key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = keyId };

    public RsaSecurityKey Key { get; }

    /// <summary>Its public key as a PEM file has it.</summary>
    public string Pem => Key.Rsa.ExportSubjectPublicKeyInfoPem();

    /// <summary>Its public keys as a JSON Web Key Set.</summary>
    public string KeySet => JsonSerializer.Serialize(new { keys = new[] { Describe(Key) } });

    public static object Describe(RsaSecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = key.KeyId });
        return new { kty = jwk.Kty, kid = jwk.Kid, use = "sig", n = jwk.N, e = jwk.E };
    }

    /// <summary>A token.</summary>
    public string Issue(
        string? user,
        DateTimeOffset expires,
        string issuer = Name,
        string audience = Audience,
        string algorithm = SecurityAlgorithms.RsaSha256,
        SecurityKey? key = null,
        string? type = null,
        DateTimeOffset? from = null,
        params (string Name, object Value)[] claims)
    {
        var all = claims.ToDictionary(static claim => claim.Name, static claim => claim.Value);
        if (user is not null)
        {
            all["sub"] = user;
        }

        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = expires == default ? null : expires.UtcDateTime,
            NotBefore = from?.UtcDateTime,
            Claims = all,
            TokenType = type,
            SigningCredentials = new SigningCredentials(key ?? Key, algorithm),
        });
    }

    /// <summary>A token without a signature, or with one that is made by hand.</summary>
    public static string Assemble(object header, string user, DateTimeOffset expires, Func<string, byte[]>? sign = null)
    {
        var payload = new { iss = Name, aud = Audience, sub = user, exp = expires.ToUnixTimeSeconds() };
        var text = $"{Encode(header)}.{Encode(payload)}";
        return $"{text}.{(sign is null ? "" : Base64UrlEncoder.Encode(sign(text)))}";
    }

    /// <summary>The settings by which a gateway takes its tokens.</summary>
    public static Dictionary<string, string> Settings(string keysFile) => new()
    {
        ["Mqant:Authentication:Jwt:Issuer"] = Name,
        ["Mqant:Authentication:Jwt:Audience"] = Audience,
        ["Mqant:Authentication:Jwt:KeysFile"] = keysFile,
        ["Mqant:Authentication:Jwt:ClockSkew"] = TimeSpan.FromSeconds(30).ToString("c", CultureInfo.InvariantCulture),
        ["Mqant:Authentication:Jwt:Settings:tier"] = "plan",
    };

    public void Dispose() => Key.Rsa.Dispose();

    private static string Encode(object part) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(part)));
}
