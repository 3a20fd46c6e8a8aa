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

        var scripts = Script.None;
        foreach (var rune in normal.EnumerateRunes())
        {
            scripts |= ScriptOf(rune);
            if (rune.IsAscii ? !char.IsAsciiLetterOrDigit((char)rune.Value) && !"_-.+@".Contains((char)rune.Value, StringComparison.Ordinal) : !IsLetter(rune) || IsDouble(rune.Value))
            {
                return null;
            }
        }

        return IsOne(scripts) && Encoding.UTF8.GetByteCount(normal) <= UserIds.MaxLength ? normal : null;
    }

    /// <summary>A password as it is hashed; null when it is none, or too long.</summary>
    public static string? NormalizePassword(string? password) =>
        // PBKDF2 fills short passwords up with NUL: one that ends with it is the same as one without.
        password is null or { Length: > AccountOptions.MaxPasswordLength } || password.Contains('\0', StringComparison.Ordinal) ? null : Compose(password, NormalizationForm.FormC);

    private static bool IsLetter(Rune rune) =>
        Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Letters of one look like those of another: a name is of one script (Unicode Technical Standard #39, "highly restrictive"). Chinese, Japanese and Korean are written together with Latin ones.
    private static bool IsOne(Script scripts) => scripts is Script.None or Script.Latin or Script.EastAsian or (Script.Latin | Script.EastAsian) or Script.Greek or Script.Cyrillic or Script.Other;

    private static Script ScriptOf(Rune rune) => rune.Value switch
    {
        < 0x80 => Rune.IsLetter(rune) ? Script.Latin : Script.None,
        < 0x250 or (>= 0x1E00 and < 0x1F00) => Script.Latin,
        (>= 0x370 and < 0x400) or (>= 0x1F00 and < 0x2000) => Script.Greek,
        (>= 0x400 and < 0x530) or (>= 0x1C80 and < 0x1C90) or (>= 0x2DE0 and < 0x2E00) or (>= 0xA640 and < 0xA6A0) => Script.Cyrillic,
        (>= 0x2E80 and < 0xA4D0) or (>= 0xAC00 and < 0xD7B0) or (>= 0x20000 and < 0x40000) => Script.EastAsian,
        _ => Script.Other,
    };

    // Letters that hardly differ from common ones: the i without its dot, and those of phonetics. And what composition leaves nothing of: programs that run without ICU compose nothing, and two accounts must not
    // look alike there either, by accents, jamo, letters in other shapes or widths.
    private static bool IsDouble(int rune) => rune is 0x0131 or (>= 0x01C0 and <= 0x01C3) or (>= 0x0250 and <= 0x02FF) or (>= 0x1D00 and <= 0x1DBF)
        or (>= 0x0300 and <= 0x036F) or (>= 0x1100 and <= 0x11FF) or (>= 0x2100 and <= 0x214F) or (>= 0xA960 and <= 0xA97F) or (>= 0xD7B0 and <= 0xD7FF)
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

    [Flags]
    private enum Script
    {
        None = 0,
        Latin = 1,
        EastAsian = 2,
        Greek = 4,
        Cyrillic = 8,
        Other = 16,
    }
}
