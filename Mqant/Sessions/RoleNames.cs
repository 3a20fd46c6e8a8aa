namespace Mqant;

/// <summary>What may be the name of a role.</summary>
internal static class RoleNames
{
    public const int MaxCount = 32;
    public const int MaxLength = 64;

    /// <summary>Letters, digits, <c>_</c>, <c>-</c>, <c>.</c> and <c>:</c>.</summary>
    public static bool IsValid(string role) => role.Length is > 0 and <= MaxLength && role.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':');

    /// <exception cref="GameException">One is none, or there are too many.</exception>
    public static void Check(string[] roles)
    {
        if (roles.Length > MaxCount || !Array.TrueForAll(roles, IsValid))
        {
            throw new GameException($"A user has at most {MaxCount} roles, each of 1 to {MaxLength} letters, digits, '_', '-', '.' or ':'");
        }
    }
}
