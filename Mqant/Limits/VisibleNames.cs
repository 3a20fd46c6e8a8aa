using System.Globalization;
using System.Text;

namespace Mqant;

/// <summary>Names that look the same are the same, as far as Unicode's canonical forms tell.</summary>
internal sealed class VisibleNames : INamePolicy
{
    public string? Normalize(NameKind kind, string name)
    {
        if (Ascii.IsValid(name))
        {
            return name;
        }

        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || !IsVisible(rune))
            {
                return null;
            }
        }

        return name.IsNormalized(NormalizationForm.FormC) ? name : name.Normalize(NormalizationForm.FormC);
    }

    // Formats are the marks of direction, joiners, invisible operators and tags; what follows has a category of its own and no shape all the same.
    private static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0 or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF));
}
