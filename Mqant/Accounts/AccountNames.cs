using System.Globalization;
using System.Text;

namespace Mqant;

/// <summary>Names of accounts, and passwords, as they are compared.</summary>
internal static class AccountNames
{
    public const int MaxLength = 64;

    // An id of a user that is no account has one: nobody registers what another is called.
    public const char Reserved = ':';

    /// <summary>What nobody can be called.</summary>
    public const string Nobody = "?";

    /// <summary>The name as it is stored and compared: Ada and ada are one, and so are letters that are written in two ways. Null when it can be none.</summary>
    public static string? Normalize(string? name)
    {
        if (name is null || name.Length is 0 or > MaxLength || Compose(name, NormalizationForm.FormKC)?.ToLowerInvariant() is not { Length: > 0 and <= MaxLength } normal)
        {
            return null;
        }

        foreach (var rune in normal.EnumerateRunes())
        {
            if (rune.IsAscii ? !char.IsAsciiLetterOrDigit((char)rune.Value) && !"_-.+@".Contains((char)rune.Value, StringComparison.Ordinal) : !IsLetter(rune) || IsDouble(rune.Value))
            {
                return null;
            }
        }

        return Encoding.UTF8.GetByteCount(normal) <= UserIds.MaxLength ? normal : null;
    }

    /// <summary>A password as it is hashed; null when it is none, or too long.</summary>
    public static string? NormalizePassword(string? password) =>
        password is null or { Length: > AccountOptions.MaxPasswordLength } ? null : Compose(password, NormalizationForm.FormC);

    private static bool IsLetter(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // What composition leaves nothing of. Programs that run without ICU compose nothing, and two accounts must not look alike there either: accents, jamo, letters in other shapes or widths.
    private static bool IsDouble(int rune) => rune is
        (>= 0x0300 and <= 0x036F) or (>= 0x1100 and <= 0x11FF) or (>= 0x2100 and <= 0x214F) or (>= 0xA960 and <= 0xA97F) or (>= 0xD7B0 and <= 0xD7FF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFB00 and <= 0xFDFF) or (>= 0xFE00 and <= 0xFEFF) or (>= 0xFF00 and <= 0xFFEF) or (>= 0x1D400 and <= 0x1D7FF) or (>= 0x2F800 and <= 0x2FA1F);

    // Halves of characters are none.
    private static string? Compose(string text, NormalizationForm form)
    {
        try
        {
            return text.Normalize(form);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
