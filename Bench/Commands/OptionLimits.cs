using System.CommandLine;
using System.Globalization;
using System.Numerics;

namespace Mqant.Bench.Commands;

/// <summary>Limits that are checked, with the option's name in the message, before a command runs.</summary>
internal static class OptionLimits
{
    internal static Option<T> Between<T>(this Option<T> option, T smallest, T largest)
        where T : struct, INumber<T>
    {
        option.Validators.Add(result =>
        {
            // A value that is no number at all is reported by the parser itself.
            if (result.Tokens is [{ Value: var text }]
                && T.TryParse(text, CultureInfo.InvariantCulture, out var value)
                && (value < smallest || value > largest))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} must be between {smallest} and {largest}."));
            }
        });
        return option;
    }
}
