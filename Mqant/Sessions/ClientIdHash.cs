using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mqant;

/// <summary>A client id within its scope, in 16 bytes of SHA-256: nobody finds another client's by trying.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ClientIdHash")]
internal readonly record struct ClientIdHash([property: Id(0)] ulong High, [property: Id(1)] ulong Low)
{
    public const int Shards = 64;

    public int Shard => (int)(Low % Shards);

    /// <summary>The id within its scope. All of its parts count with their lengths: what one ends with is never what the next begins with.</summary>
    /// <param name="scope">Of what kind the owner is.</param>
    /// <param name="owner">Within whom the id is one.</param>
    /// <param name="clientId">The client id.</param>
    public static ClientIdHash Of(string scope, string owner, string clientId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{scope}/{owner.Length}/{owner}/{clientId}")), hash);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }
}
