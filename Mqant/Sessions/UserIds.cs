using System.Text;

namespace Mqant;

/// <summary>What may be the id of a user.</summary>
internal static class UserIds
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxLength = 128;

    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="GameException">It is blank, too long or holds control characters.</exception>
    public static void Check(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        if (string.IsNullOrWhiteSpace(userId) || Encoding.UTF8.GetByteCount(userId) > MaxLength || userId.Any(char.IsControl))
        {
            throw Refused();
        }
    }

    /// <summary>The id by which the user is known.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="GameException">It is blank, too long, holds control characters, or is none that the policy takes.</exception>
    public static string Normalize(string userId, INamePolicy names)
    {
        Check(userId);
        var known = names.Normalize(NameKind.User, userId) ?? throw Refused();
        if (!ReferenceEquals(known, userId))
        {
            Check(known);
        }

        return known;
    }

    // Clients compare the text.
    private static GameException Refused() => new GameException($"A user id has at most {MaxLength} bytes and no control characters");
}
