namespace Mqant;

/// <summary>
/// Names of the grain storages that the framework uses. Each that is not configured falls back to the one called <c>Default</c>, which modules use that name none.
/// </summary>
public static class MqantStorage
{
    /// <summary>Users: settings, last seen, watchers. A record may expire <see cref="UserOptions.SettingsExpiry"/> after it was written last.</summary>
    public const string Users = "MqantUsers";

    /// <summary>The groups that users are in for good. Must not expire.</summary>
    public const string Groups = "MqantGroups";

    /// <summary>The gateways of the cluster. Must not expire.</summary>
    public const string Gateways = "MqantGateways";

    /// <summary>Who did what in the console. Must not expire.</summary>
    public const string Audit = "MqantAudit";

    /// <summary>Snapshots of rooms. A record may expire <see cref="RoomsExpiry"/> after it was written last.</summary>
    public const string Rooms = "MqantRooms";

    /// <summary>Error reports: the groups of the cluster, their samples, and notifications that wait. Must not expire.</summary>
    public const string Errors = "MqantErrors";

    /// <summary>Accounts and devices. Must not expire.</summary>
    public const string Accounts = "MqantAccounts";

    /// <summary>What operators have decided: modules out of service, bans. Must not expire.</summary>
    public const string Policy = "MqantPolicy";

    /// <summary>How long a snapshot of a room is worth keeping: a day.</summary>
    public static readonly TimeSpan RoomsExpiry = TimeSpan.FromDays(1);

    internal static readonly string[] All = [Users, Groups, Gateways, Rooms, Accounts, Policy, Errors, Audit];
}
