using System.Text;

namespace Mqant;

/// <summary>What may be the id of a user.</summary>
internal static class UserIds
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxLength = 128;

    /// <exception cref="ArgumentException">It is empty.</exception>
    /// <exception cref="GameException">It is too long or holds control characters.</exception>
    public static void Check(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        if (Encoding.UTF8.GetByteCount(userId) > MaxLength || userId.Any(char.IsControl))
        {
            throw new GameException($"A user id has at most {MaxLength} bytes and no control characters");
        }
    }
}
