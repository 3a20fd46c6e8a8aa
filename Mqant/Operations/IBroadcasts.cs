namespace Mqant;

/// <summary>
/// Messages to many. Each returns how many gateways the cluster has; one without anybody concerned is given nothing. <c>payload</c> is what is sent, by convention JSON.
/// </summary>
internal interface IBroadcasts
{
    /// <summary>To every session, guests included.</summary>
    Task<int> ToAllAsync(string topic, ReadOnlyMemory<byte> payload);

    /// <summary>To the members of a group; to nobody where it has none.</summary>
    /// <exception cref="ArgumentException">It is no name of a group.</exception>
    Task<int> ToGroupAsync(string group, string topic, ReadOnlyMemory<byte> payload);

    /// <summary>
    /// To the players of a module, each session once: those in a room of the module, with a seat or watching, and those that called an ordered handler of it, as far as their gateway
    /// remembers: a session's last eight grains. Rooms and silos that do not answer within a second are left out.
    /// </summary>
    /// <exception cref="ArgumentException">The cluster offers no such module.</exception>
    Task<int> ToModuleAsync(string module, string topic, ReadOnlyMemory<byte> payload);
}
