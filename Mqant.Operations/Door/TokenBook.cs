using System.Security.Cryptography;
using System.Text;

namespace Mqant.Operations.Door;

/// <summary>The tokens of the settings.</summary>
internal sealed class TokenBook(LiveOptions<ConsoleOptions> options)
{
    private const int MaxLength = 512;

    /// <summary>Whose token it is; null when it is nobody's. Takes as long whoever it is, and whether it is.</summary>
    public ConsoleToken? Find(string token)
    {
        if (token.Length is 0 or > MaxLength)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        ConsoleToken? found = null;
        Span<byte> known = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var candidate in options.Value.Tokens)
        {
            Convert.FromHexString(candidate.Hash, known, out _, out _);
            if (CryptographicOperations.FixedTimeEquals(hash, known))
            {
                found = candidate;
            }
        }

        return found;
    }

    /// <summary>The token with this hash, as the settings have it now.</summary>
    public ConsoleToken? FindByHash(string hash) =>
        options.Value.Tokens.FirstOrDefault(token => token.Hash.Equals(hash, StringComparison.OrdinalIgnoreCase));
}
