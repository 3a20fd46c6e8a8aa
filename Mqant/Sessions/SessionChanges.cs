namespace Mqant;

/// <summary>What a handler changed of its session; applied by the gateway as a whole.</summary>
[GenerateSerializer, Immutable, Alias("mqant.SessionChanges")]
internal sealed class SessionChanges
{
    /// <summary>Settings set, and removed where the value is null.</summary>
    [Id(0)]
    public required KeyValuePair<string, string?>[] Settings { get; init; }

    [Id(1)]
    public SessionBinding? Bind { get; init; }

    /// <summary>Sets settings, and removes them where the value is null, in their order.</summary>
    public static void Apply(Dictionary<string, string> settings, KeyValuePair<string, string?>[] changes)
    {
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                settings.Remove(key);
            }
            else
            {
                settings[key] = value;
            }
        }
    }
}

/// <summary>A change of the user that a session is bound to.</summary>
[GenerateSerializer, Immutable, Alias("mqant.SessionBinding")]
internal sealed class SessionBinding
{
    /// <summary>The user, or empty to unbind.</summary>
    [Id(0)]
    public required string UserId { get; init; }

    /// <summary>Names this binding: references made under another one are gone once it is committed.</summary>
    [Id(1)]
    public required uint Epoch { get; init; }

    /// <summary>Settings that the user had stored; the connection's own values win.</summary>
    [Id(2)]
    public required Dictionary<string, string> Stored { get; init; }

    /// <summary>The login that the user accepted; null to unbind.</summary>
    [Id(3)]
    public required Login? Login { get; init; }

    /// <summary>What the binding is worth; null for a login without roles.</summary>
    [Id(4)]
    public SessionRights? Rights { get; init; }

    /// <summary>Makes the session a guest's.</summary>
    public static SessionBinding None(uint epoch) => new() { UserId = "", Epoch = epoch, Stored = [], Login = null };
}
