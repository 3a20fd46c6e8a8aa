using Microsoft.Extensions.Configuration;

namespace Mqant;

/// <summary>A setting is wrong. The message names its key and says what is expected; the stock programs print it and end.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Creates the error.</summary>
    public SettingsException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with its cause.</summary>
    public SettingsException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <exception cref="SettingsException">There is a key below the section that is not known.</exception>
    internal static void ThrowIfUnknown(IConfigurationSection section, IEnumerable<string> known)
    {
        foreach (var child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new SettingsException($"{child.Path} is no setting. Below {section.Path} there are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }
    }
}
