using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The text form of a session's id: unique over the cluster's life, the same wherever it is read. It is made of what a reference to a session carries anyway: 64 bits of the
/// gateway's address, in which every start of a gateway has a random part of its own, and the number of the session there.
/// </summary>
internal static class SessionIds
{
    public static string Format(GatewayAddress gateway, long sessionId) =>
        string.Create(CultureInfo.InvariantCulture, $"{gateway.SessionPrefix}-{sessionId:x}");

    /// <summary>The parts of an id: what all ids of its gateway begin with, and the number of the session there.</summary>
    public static bool TryParse(string id, out string gateway, out long sessionId)
    {
        var dash = id.IndexOf('-', StringComparison.Ordinal);
        gateway = dash < 0 ? "" : id[..dash];
        return long.TryParse(id.AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out sessionId) && gateway.Length > 0;
    }

    /// <summary>What the ids of all sessions of a gateway begin with.</summary>
    public static string PrefixOf(GrainId gateway)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(gateway.ToString()), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash).ToString("x16", CultureInfo.InvariantCulture);
    }
}
