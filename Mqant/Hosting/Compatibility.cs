using Microsoft.Extensions.Configuration;

namespace Mqant;

/// <summary>Sets of defaults for clients that were written for another server: setting <c>Mqant:Compatibility</c>.</summary>
public static class Compatibility
{
    /// <summary>The setting's key.</summary>
    public const string Key = "Mqant:Compatibility";

    private const string Mqant = "mqant";

    // What mqant does: nobody is logged out or taken over.
    private static readonly Dictionary<string, string?> MqantDefaults = new()
    {
        ["Mqant:Users:DuplicateLogin"] = "Allow",
        ["Mqant:Gateway:ClientIdTakeover"] = "Never",
    };

    /// <summary>Adds the defaults that <see cref="Key"/> names; each gives way to its own key, wherever that is set.</summary>
    /// <exception cref="SettingsException">There is no such set.</exception>
    public static void Apply(IConfigurationManager configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[Key] is not { Length: > 0 } name)
        {
            return;
        }

        if (!name.Equals(Mqant, StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingsException($"{Key} is '{name}'; expected '{Mqant}', or no such key.");
        }

        configuration.AddInMemoryCollection([.. MqantDefaults.Where(setting => configuration[setting.Key] is null)]);
    }
}
