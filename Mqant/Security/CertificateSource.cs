using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mqant;

/// <summary>Reads a certificate from where settings say it is.</summary>
/// <param name="options">Where.</param>
/// <param name="root">The folder that relative paths are relative to.</param>
internal sealed class CertificateSource(CertificateOptions options, string root)
{
    // What the labels and headers of keys in PEM have.
    private const string PrivateKey = "PRIVATE KEY-----";
    private const string EncryptedKey = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
    private const string EncryptedByHeader = "Proc-Type: 4,ENCRYPTED";

    private static readonly byte[] PemBegin = "-----BEGIN "u8.ToArray();

    private bool HasPassword => !string.IsNullOrEmpty(options.Password);

    /// <summary>Changes when the certificate has changed.</summary>
    public string Stamp() => options.Subject is { Length: > 0 } ? Find().Thumbprint : SourceFiles.Stamp(root, options.Path, options.KeyPath);

    /// <exception cref="CryptographicException">It cannot be read, has no private key, or must not be used by a server.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public LoadedCertificate Load()
    {
        var all = options.Subject is { Length: > 0 } ? [Find()] : Read();
        var leaf = all.FirstOrDefault(static certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("there is no private key.");
        var usages = leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(static usage => usage.EnhancedKeyUsages.Cast<Oid>()).ToList();
        if (usages.Count > 0 && usages.TrueForAll(static usage => usage.Value != KeyPurposes.Server.Value))
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
            return string.IsNullOrEmpty(options.KeyPath) ? ReadPfx(bytes) : throw new CryptographicException($"{options.Path} is no PEM file.");
        }

        var pem = Encoding.UTF8.GetString(bytes);
        var others = new X509Certificate2Collection();
        others.ImportFromPem(pem);
        return others.Count > 0 ? [ToUsable(ReadPem(pem)), .. others.Skip(1)] : throw new CryptographicException($"{options.Path} holds no certificate in PEM.");
    }

    private X509Certificate2Collection ReadPfx(byte[] bytes)
    {
        try
        {
            return X509CertificateLoader.LoadPkcs12Collection(bytes, options.Password);
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException($"{options.Path} is neither PEM nor a PFX file that {(HasPassword ? "Password opens" : "opens without Password")}.", exception);
        }
    }

    private X509Certificate2 ReadPem(string pem)
    {
        var file = string.IsNullOrEmpty(options.KeyPath) ? options.Path : options.KeyPath;
        var key = string.IsNullOrEmpty(options.KeyPath) ? pem : File.ReadAllText(Path.Combine(root, options.KeyPath));
        if (!key.Contains(PrivateKey, StringComparison.Ordinal))
        {
            throw new CryptographicException(string.IsNullOrEmpty(options.KeyPath)
                ? $"{file} holds no private key, and KeyPath does not say where it is."
                : $"KeyPath: {file} holds no private key in PEM.");
        }

        if (key.Contains(EncryptedByHeader, StringComparison.Ordinal))
        {
            throw new CryptographicException($"KeyPath: the private key in {file} is encrypted in OpenSSL's own form; expected PKCS #8, as 'openssl pkcs8 -topk8 -in {file}' writes it.");
        }

        if (key.Contains(EncryptedKey, StringComparison.Ordinal) != HasPassword)
        {
            throw new CryptographicException(HasPassword ? $"Password is set, but the private key in {file} is not encrypted." : $"Password is missing: the private key in {file} is encrypted.");
        }

        try
        {
            return HasPassword ? X509Certificate2.CreateFromEncryptedPem(pem, key, options.Password) : X509Certificate2.CreateFromPem(pem, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new CryptographicException(
                CanRead(key) ? $"KeyPath: the private key in {file} is not that of the certificate in {options.Path}."
                    : HasPassword ? $"Password does not open the private key in {file}."
                    : $"KeyPath: the private key in {file} cannot be read.",
                exception);
        }
    }

    private bool CanRead(string key)
    {
        using var rsa = RSA.Create();
        using var ec = ECDsa.Create();
        return CanRead(rsa, key) || CanRead(ec, key);
    }

    private bool CanRead(AsymmetricAlgorithm algorithm, string key)
    {
        try
        {
            if (HasPassword)
            {
                algorithm.ImportFromEncryptedPem(key, options.Password);
            }
            else
            {
                algorithm.ImportFromPem(key);
            }

            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
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
