using System.Collections.Frozen;
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
    private const string NameProperty = "mqant.module";
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

    /// <summary>Reads the module that a grain type is, or null when it is none.</summary>
    public static ModuleTraits? Read(GrainProperties grain)
    {
        var properties = grain.Properties;
        if (!properties.TryGetValue(NameProperty, out var name))
        {
            return null;
        }

        return new ModuleTraits(
            name,
            (KeyPolicy)int.Parse(properties[KeyProperty], CultureInfo.InvariantCulture),
            properties.GetValueOrDefault(KeyFieldProperty),
            properties[KeyInTopicProperty] == bool.TrueString,
            properties.GetValueOrDefault(LoginProperty),
            properties
                .Where(p => p.Key.StartsWith(HandlerProperty, StringComparison.Ordinal))
                .ToFrozenDictionary(p => p.Key[HandlerProperty.Length..], p => HandlerTraits.Parse(p.Value), StringComparer.Ordinal));
    }
}
