using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Orleans.Metadata;

namespace Mqant;

/// <summary>What a gateway must know of a module to route to it; travels as grain properties in the cluster manifest.</summary>
internal sealed record ModuleTraits(
    string Name,
    KeyPolicy Key,
    string? KeyField,
    bool AllowKeyInTopic,
    string? LoginError,
    FrozenDictionary<string, HandlerTraits> Handlers)
{
    // Raised when a module is described so that who knows only older versions must not call it. What they may ignore or assume needs no new version.
    private const int Version = 1;

    private const string NameProperty = "mqant.module";
    private const string VersionProperty = "mqant.module.version";
    private const string KeyProperty = "mqant.module.key";
    private const string KeyFieldProperty = "mqant.module.key-field";
    private const string KeyInTopicProperty = "mqant.module.key-in-topic";
    private const string LoginProperty = "mqant.module.login";
    private const string HandlerProperty = "mqant.handler.";

    /// <summary>Whether both say the same of module and handlers; the generated equality compares handlers by reference.</summary>
    public bool IsSameAs(ModuleTraits other) =>
        this with { Handlers = other.Handlers } == other
        && Handlers.Count == other.Handlers.Count
        && Handlers.All(h => other.Handlers.TryGetValue(h.Key, out var handler) && handler == h.Value);

    public void WriteTo(Dictionary<string, string> properties)
    {
        properties[NameProperty] = Name;
        properties[VersionProperty] = Version.ToString(CultureInfo.InvariantCulture);
        properties[KeyProperty] = ((int)Key).ToString(CultureInfo.InvariantCulture);
        properties[KeyInTopicProperty] = AllowKeyInTopic ? bool.TrueString : bool.FalseString;
        if (KeyField is not null)
        {
            properties[KeyFieldProperty] = KeyField;
        }

        if (LoginError is not null)
        {
            properties[LoginProperty] = LoginError;
        }

        foreach (var (name, handler) in Handlers)
        {
            properties[HandlerProperty + name] = handler.ToString();
        }
    }

    /// <summary>The name of the module that a grain type is, or null when it is none.</summary>
    public static string? GetName(GrainProperties grain) => grain.Properties.GetValueOrDefault(NameProperty);

    /// <summary>
    /// Reads the module that a grain type is, as a silo of any version describes it: what is missing has its default, what is unknown is for others. Null when it is none, or when
    /// this process does not know enough to call it.
    /// </summary>
    public static ModuleTraits? Read(GrainProperties grain)
    {
        var properties = grain.Properties;
        var keyField = properties.GetValueOrDefault(KeyFieldProperty);
        if (GetName(grain) is not { } name
            || !ModuleName.IsValid(name)
            || !TryReadNumber(properties, VersionProperty, missing: 1, out var version)
            || version > Version
            || !TryReadNumber(properties, KeyProperty, missing: (int)KeyPolicy.Singleton, out var key)
            || !Enum.IsDefined((KeyPolicy)key)
            || ((KeyPolicy)key == KeyPolicy.PayloadField && string.IsNullOrEmpty(keyField)))
        {
            return null;
        }

        var handlers = new Dictionary<string, HandlerTraits>(StringComparer.Ordinal);
        foreach (var (property, text) in properties)
        {
            if (!property.StartsWith(HandlerProperty, StringComparison.Ordinal))
            {
                continue;
            }

            if (HandlerTraits.Parse(text) is not { } handler)
            {
                return null;
            }

            handlers.Add(property[HandlerProperty.Length..], handler);
        }

        return new ModuleTraits(
            name,
            (KeyPolicy)key,
            keyField,
            properties.GetValueOrDefault(KeyInTopicProperty) == bool.TrueString,
            properties.GetValueOrDefault(LoginProperty),
            handlers.ToFrozenDictionary(StringComparer.Ordinal));
    }

    private static bool TryReadNumber(ImmutableDictionary<string, string> properties, string property, int missing, out int number)
    {
        number = missing;
        return !properties.TryGetValue(property, out var text) || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
