using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mqant;

/// <summary>Reads a certificate from where settings say it is.</summary>
/// <param name="options">Where.</param>
/// <param name="root">The folder that relative paths are relative to.</param>
internal sealed class CertificateSource(CertificateOptions options, string root)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly byte[] PemBegin = "-----BEGIN "u8.ToArray();

    /// <summary>Changes when the certificate has changed.</summary>
    public string Stamp() => options.Subject is { Length: > 0 } ? Find().Thumbprint : SourceFiles.Stamp(root, options.Path, options.KeyPath);

    /// <exception cref="CryptographicException">It cannot be read, has no private key, or must not be used by a server.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public LoadedCertificate Load()
    {
        var all = options.Subject is { Length: > 0 } ? [Find()] : Read();
        var leaf = all.FirstOrDefault(static certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("there is no private key.");
        var usages = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(static usage => usage.EnhancedKeyUsages.Cast<Oid>()).ToList();
        if (usages.Count > 0 && usages.TrueForAll(static usage => usage.Value != ServerAuthentication))
        {
            throw new CryptographicException($"the certificate {leaf.Subject} is not for servers.");
        }

        return LoadedCertificate.Of(leaf, [.. all.Where(other => !ReferenceEquals(other, leaf))]);
    }

    private X509Certificate2Collection Read()
    {
        var bytes = File.ReadAllBytes(Path.Combine(root, options.Path!));
        if (bytes.AsSpan().IndexOf(PemBegin) < 0)
        {
            return string.IsNullOrEmpty(options.KeyPath)
                ? X509CertificateLoader.LoadPkcs12Collection(bytes, options.Password)
                : throw new CryptographicException($"{options.Path} is no PEM file.");
        }

        var pem = Encoding.UTF8.GetString(bytes);
        var key = string.IsNullOrEmpty(options.KeyPath) ? pem : File.ReadAllText(Path.Combine(root, options.KeyPath));
        var leaf = string.IsNullOrEmpty(options.Password) ? X509Certificate2.CreateFromPem(pem, key) : X509Certificate2.CreateFromEncryptedPem(pem, key, options.Password);
        var others = new X509Certificate2Collection();
        others.ImportFromPem(pem);
        return [ToUsable(leaf), .. others.Skip(1)];
    }

    // Windows' TLS takes no key that is in memory alone.
    private static X509Certificate2 ToUsable(X509Certificate2 certificate) => OperatingSystem.IsWindows()
        ? X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null)
        : certificate;

    private X509Certificate2 Find()
    {
        var location = options.Location is { Length: > 0 } named ? Enum.Parse<StoreLocation>(named) : StoreLocation.CurrentUser;
        using var store = new X509Store(options.Store is { Length: > 0 } name ? name : nameof(StoreName.My), location);
        store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        return store.Certificates.Find(X509FindType.FindBySubjectName, options.Subject!, validOnly: !options.AllowInvalid)
                .Where(static certificate => certificate.HasPrivateKey)
                .MaxBy(static certificate => certificate.NotAfter)
            ?? throw new CryptographicException($"the store has no {(options.AllowInvalid ? "" : "valid ")}certificate with a private key for '{options.Subject}'.");
    }
}
