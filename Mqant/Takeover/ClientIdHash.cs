using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Mqant;

/// <summary>A client id within its scope, in 16 bytes of SHA-256: nobody finds another client's by trying.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ClientIdHash")]
internal readonly record struct ClientIdHash([property: Id(0)] ulong High, [property: Id(1)] ulong Low)
{
    public const int Shards = 64;

    public int Shard => (int)(Low % Shards);

    public static ClientIdHash Of(string scopedId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(scopedId), hash);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }
}
