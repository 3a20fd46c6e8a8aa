using System.Security.Cryptography;

namespace Mqant;

/// <summary>What certificates are shown for (RFC 5280 section 4.2.1.12).</summary>
internal static class KeyPurposes
{
    /// <summary>By a server, to its clients.</summary>
    public static Oid Server { get; } = new("1.3.6.1.5.5.7.3.1");

    /// <summary>By a client, to its server.</summary>
    public static Oid Client { get; } = new("1.3.6.1.5.5.7.3.2");
}
