using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Tokens;

namespace Mqant.Gateway.Tokens;

/// <summary>The public keys in a document: PEM, or a JSON Web Key Set.</summary>
internal static class KeyDocument
{
    // NIST SP 800-131A.
    private const int MinRsaSize = 2048;

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It has no key that signatures can be checked with, or one that should not be there.</exception>
    public static SecurityKey[] Read(string text)
    {
        var keys = text.AsSpan().TrimStart().StartsWith('{') ? ReadSet(text) : ReadPem(text);
        return keys.Length > 0 ? keys : throw new FormatException($"There is no RSA key of {MinRsaSize} bits or more and no EC key for signatures in it.");
    }

    // Others may be for encryption, or shared secrets, with which whoever knows a public key could sign.
    private static SecurityKey[] ReadSet(string text)
    {
        try
        {
            return
            [
                .. new JsonWebKeySet(text).Keys
                    .Where(static key => key.Kty is JsonWebAlgorithmsKeyTypes.RSA or JsonWebAlgorithmsKeyTypes.EllipticCurve && key.Use is null or "" or "sig")
                    .Where(static key => key.Kty != JsonWebAlgorithmsKeyTypes.RSA || key.KeySize >= MinRsaSize),
            ];
        }
        catch (Exception exception) when (exception is not FormatException)
        {
            throw new FormatException($"It is no JSON Web Key Set: {exception.Message}", exception);
        }
    }

    private static SecurityKey[] ReadPem(string text)
    {
        var keys = new List<SecurityKey>();
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var label = rest[fields.Label];
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                throw new FormatException("It holds a private key: only the issuer has that. Give the gateway the public one.");
            }

            if (ReadBlock(label.ToString(), rest[fields.Location]) is { } key)
            {
                keys.Add(key);
            }

            rest = rest[fields.Location.End..];
        }

        return [.. keys];
    }

    private static SecurityKey? ReadBlock(string label, ReadOnlySpan<char> pem)
    {
        try
        {
            if (label == "CERTIFICATE")
            {
                using var certificate = X509Certificate2.CreateFromPem(pem);
                return OfRsa(certificate.GetRSAPublicKey()) ?? OfEllipticCurve(certificate.GetECDsaPublicKey());
            }

            return label is "PUBLIC KEY" or "RSA PUBLIC KEY" ? OfRsa(TryImport(RSA.Create(), pem)) ?? OfEllipticCurve(TryImport(ECDsa.Create(), pem)) : null;
        }
        catch (CryptographicException exception)
        {
            throw new FormatException($"A block {label} cannot be read: {exception.Message}", exception);
        }
    }

    private static SecurityKey? OfRsa(RSA? rsa) => rsa is null || rsa.KeySize < MinRsaSize ? null : new RsaSecurityKey(rsa);

    private static SecurityKey? OfEllipticCurve(ECDsa? ecdsa) => ecdsa is null ? null : new ECDsaSecurityKey(ecdsa);

    // A public key says of what kind it is only inside.
    private static T? TryImport<T>(T algorithm, ReadOnlySpan<char> pem)
        where T : AsymmetricAlgorithm
    {
        try
        {
            algorithm.ImportFromPem(pem);
            return algorithm;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            algorithm.Dispose();
            return null;
        }
    }
}
