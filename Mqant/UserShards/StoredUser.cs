using Orleans.Runtime;

namespace Mqant;

/// <summary>What is stored for a user; expires <see cref="UserOptions.SettingsExpiry"/> after it was last written.</summary>
[GenerateSerializer, Alias("mqant.StoredUser")]
internal sealed class StoredUser
{
    [Id(0)]
    public Dictionary<string, string> Settings { get; set; } = [];

    /// <summary>When the user was last known to be online, or when this was last changed.</summary>
    [Id(1)]
    public DateTimeOffset LastUsed { get; set; }

    /// <summary>When the user's last session ended; null for one who was never seen.</summary>
    [Id(2)]
    public DateTimeOffset? LastSeen { get; set; }

    /// <summary>Whether the user may have <see cref="StoredGroups"/>. Where not even this record is there, who knows.</summary>
    [Id(6)]
    public bool HasGroups { get; set; }

    /// <summary>Grains that are told of online and offline, and until when. Null for most users.</summary>
    [Id(4)]
    public Dictionary<GrainId, DateTimeOffset>? Watchers { get; set; }

    /// <summary>Whether the watchers were told last that the user is online.</summary>
    [Id(5)]
    public bool ToldOnline { get; set; }

    /// <summary>Changes settings; false when they are so already.</summary>
    public bool Change(KeyValuePair<string, string?>[] changes)
    {
        if (Array.TrueForAll(changes, change => Settings.GetValueOrDefault(change.Key) == change.Value))
        {
            return false;
        }

        // Gateways in this process may still read the present dictionary.
        var settings = new Dictionary<string, string>(Settings, StringComparer.Ordinal);
        SessionChanges.Apply(settings, changes);
        Settings = settings;
        return true;
    }
}
