using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Mqant;

/// <summary>Whom connections to Redis trust and what they show, as the files are at that moment: connections are few, and last.</summary>
/// <param name="tls">The settings.</param>
/// <param name="root">The folder that relative paths are relative to.</param>
internal sealed class RedisTls(RedisTlsOptions tls, string root)
{
    /// <exception cref="SettingsException">A file cannot be read.</exception>
    public void ApplyTo(ConfigurationOptions redis, string setting)
    {
        if (tls.CaPath is { Length: > 0 } path)
        {
            Check($"{setting}:{nameof(RedisTlsOptions.CaPath)}", () => CertificateAuthorities.Read(root, path));
            redis.CertificateValidation += (_, certificate, sent, errors) => certificate is not null && IsTrusted(path, new X509Certificate2(certificate), sent, errors);
        }

        if (tls.Certificate is { } shown)
        {
            var source = new CertificateSource(shown, root);
            Check($"{setting}:{nameof(RedisTlsOptions.Certificate)}", source.Load);
            redis.CertificateSelection += (_, _, _, _, _) => source.Load().Leaf;
        }
    }

    private static void Check(string setting, Func<object> read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"{setting}: {exception.Message}", exception);
        }
    }

    private bool IsTrusted(string path, X509Certificate2 certificate, X509Chain? sent, SslPolicyErrors errors) =>
        !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
        && CertificateAuthorities.Read(root, path).HaveSigned(certificate, sent?.ChainPolicy.ExtraStore, KeyPurposes.Server);
}
