using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Mqant.Operations.Door;

/// <summary>
/// Where no other way to sign in is configured: a token made when the process starts, told once on its standard output, and good for one sign-in. It is never logged,
/// for logs travel.
/// </summary>
internal sealed class StartLink
{
    /// <summary>Who came in by it.</summary>
    public static readonly Caller Caller = new("start link", ConsoleRole.Admin);

    private byte[]? _hash;

    /// <summary>Makes the token; one made before is void.</summary>
    public string Make()
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        var token = Base64Url.EncodeToString(random);
        Volatile.Write(ref _hash, SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        return token;
    }

    /// <summary>Whether it is the token; from then on it is not.</summary>
    public bool TryUse(string token)
    {
        var expected = Volatile.Read(ref _hash);
        return expected is not null
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), expected)
            && Interlocked.CompareExchange(ref _hash, null, expected) == expected;
    }
}
