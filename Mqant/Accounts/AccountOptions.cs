using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>Accounts with passwords: section <c>Mqant:Authentication:Accounts</c>.</summary>
public sealed class AccountOptions
{
    /// <summary>Longest password, in characters: longer ones would only cost time.</summary>
    public const int MaxPasswordLength = 128;

    /// <summary>Whether there are accounts.</summary>
    public bool Enabled { get; set; }

    /// <summary>Whether clients may register; operators can make accounts in any case.</summary>
    public bool Registration { get; set; } = true;

    /// <summary>Shortest password that is taken, in characters.</summary>
    [Range(1, MaxPasswordLength)]
    public int MinPasswordLength { get; set; } = 8;

    /// <summary>
    /// Iterations of PBKDF2 with HMAC-SHA512 for a password, by OWASP's advice. A password that was stored with another number is stored anew when it is used.
    /// </summary>
    [Range(10_000, 10_000_000)]
    public int HashIterations { get; set; } = 210_000;

    /// <summary>Threads of a silo that do this; 0: half as many as it has cores, one at least.</summary>
    [Range(0, 256)]
    public int HashThreads { get; set; }

    /// <summary>Passwords that may wait for these threads; further logins are told to try again.</summary>
    [Range(1, 100_000)]
    public int HashQueue { get; set; } = 256;
}
