using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mqant;

/// <summary>Files that settings name.</summary>
internal static class SourceFiles
{
    /// <summary>Changes when the content of one of the files has changed, whatever links and folders were exchanged for that.</summary>
    public static string Stamp(string root, params IEnumerable<string?> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in paths.Where(static path => !string.IsNullOrEmpty(path)))
        {
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, path!))));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>The certificates of a PEM file.</summary>
    /// <exception cref="CryptographicException">There is none in it.</exception>
    public static X509Certificate2Collection ReadCertificates(string root, string path)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(Path.Combine(root, path));
        return certificates.Count > 0 ? certificates : throw new CryptographicException($"{path} holds no certificate in PEM.");
    }
}
