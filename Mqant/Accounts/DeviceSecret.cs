using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Mqant;

/// <summary>What a client keeps to be the same player again: <c>mqd.ID.KEY</c>, with 128 bits to find the device by and 256 that nobody guesses. Only a hash of it is stored.</summary>
internal static class DeviceSecret
{
    private const string Prefix = "mqd.";
    private const int IdSize = 16;
    private const int KeySize = 32;

    private static readonly int IdLength = Base64Url.GetEncodedLength(IdSize);
    private static readonly int Length = Prefix.Length + IdLength + 1 + Base64Url.GetEncodedLength(KeySize);

    public static string Create()
        => $"{Prefix}{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdSize))}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeySize))}";

    /// <summary>The id of the device that a text is the secret of, if it looks like one.</summary>
    public static bool TryGetId(string? text, [NotNullWhen(true)] out string? id)
    {
        id = text is not null && text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length + IdLength] == '.'
            ? text.Substring(Prefix.Length, IdLength)
            : null;
        return id is not null && Base64Url.IsValid(id);
    }

    /// <summary>The user that a device is until it is linked to an account.</summary>
    public static string UserOf(string id) => $"device{AccountNames.Reserved}{id}";

    // As much of it is random as the hash is long: it needs no salt, and no time.
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static bool AreSame(byte[] hash, byte[] stored) => CryptographicOperations.FixedTimeEquals(hash, stored);
}
