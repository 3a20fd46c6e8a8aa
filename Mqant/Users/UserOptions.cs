using System.ComponentModel.DataAnnotations;
using System.Text;

namespace Mqant;

/// <summary>How users are treated: section <c>Mqant:Users</c>.</summary>
public sealed class UserOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Users";

    /// <summary>Longest id of a user, in bytes of UTF-8.</summary>
    public const int MaxUserIdLength = 128;

    /// <summary>What happens when a user logs in twice.</summary>
    [EnumDataType(typeof(DuplicateLoginPolicy))]
    public DuplicateLoginPolicy DuplicateLogin { get; set; } = DuplicateLoginPolicy.KickOld;

    /// <summary>How long stored settings are kept after they were last used.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan SettingsExpiry { get; set; } = TimeSpan.FromDays(30);

    internal static void CheckUserId(string userId)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        if (Encoding.UTF8.GetByteCount(userId) > MaxUserIdLength || userId.Any(char.IsControl))
        {
            throw new GameException($"A user id has at most {MaxUserIdLength} bytes and no control characters");
        }
    }
}
