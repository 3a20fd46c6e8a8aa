using System.Globalization;
using System.Text;

namespace Mqant;

/// <summary>
/// Names that look the same are the same, as far as Unicode's canonical forms tell. A process with <c>InvariantGlobalization</c>, as the stock programs are, cannot compose: there a name that is not composed
/// already is refused instead.
/// </summary>
internal sealed class VisibleNames : INamePolicy
{
    /// <summary>Whether this process can make the composed form of a name.</summary>
    internal static bool Composes { get; } = "A\u0308".Normalize(NormalizationForm.FormC) == "\u00c4";

    public string? Normalize(NameKind kind, string name)
    {
        // Blanks that nobody sees: at an end, two together, and (below) those that are no plain one.
        if (name is [' ', ..] or [.., ' '] || name.Contains("  ", StringComparison.Ordinal))
        {
            return null;
        }

        if (Ascii.IsValid(name))
        {
            return name;
        }

        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || !IsVisible(rune) || (!Composes && !IsComposed(rune.Value)))
            {
                return null;
            }
        }

        return Composes ? name.Normalize(NormalizationForm.FormC) : name;
    }

    // Formats are the marks of direction, joiners, invisible operators and tags; what follows has a category of its own and no shape all the same.
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && (rune.Value == ' ' || !Rune.IsWhiteSpace(rune))
        && rune.Value is not (0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF));

    // Marks that are part of one character with what is before them, and characters that stand for others: of Latin, Greek and Cyrillic, Japanese, Korean and Chinese.
    private static bool IsComposed(int rune) => rune is not (
        (>= 0x0300 and <= 0x036F) or 0x0374 or 0x037E or 0x0387 or (>= 0x1161 and <= 0x1175) or (>= 0x11A8 and <= 0x11C2)
        or 0x1F71 or 0x1F73 or 0x1F75 or 0x1F77 or 0x1F79 or 0x1F7B or 0x1F7D or 0x1FBB or 0x1FBE or 0x1FC9 or 0x1FCB or 0x1FD3 or 0x1FDB or 0x1FE3 or 0x1FEB or 0x1FEE or 0x1FEF or 0x1FF9 or 0x1FFB or 0x1FFD
        or 0x2126 or 0x212A or 0x212B or 0x2329 or 0x232A or 0x3099 or 0x309A or (>= 0xF900 and <= 0xFAD9) or (>= 0x2F800 and <= 0x2FA1D));
}
