namespace Mqant;

/// <summary>
/// Users anywhere in the cluster, by id. Ask for it in the constructor of a grain. All methods throw what a grain call throws when no silo answers.
/// </summary>
public interface IUsers
{
    /// <summary>Whether a session on any gateway is bound to the user.</summary>
    Task<bool> IsOnlineAsync(string userId);

    /// <summary>Those of the users who are online.</summary>
    Task<IReadOnlySet<string>> GetOnlineAsync(IEnumerable<string> userIds);

    /// <summary>What is known of a user: sessions, last seen.</summary>
    Task<UserStatus> GetAsync(string userId);

    /// <summary>
    /// Sends a message to all sessions of a user: JSON of <paramref name="payload"/>, or its bytes when it is a <see cref="RawPayload"/>. False when the user is
    /// offline: nothing is kept for later. Messages that were awaited one after the other arrive in that order; they take another way than those of
    /// <see cref="ISessions.Send{T}(SessionRef, string, T)"/>, and may overtake them.
    /// </summary>
    Task<bool> SendAsync<T>(string userId, string topic, T payload);

    /// <summary>Sends one message to many users and returns those who were online.</summary>
    Task<IReadOnlySet<string>> SendAsync<T>(IEnumerable<string> userIds, string topic, T payload);

    /// <summary>
    /// Ends all sessions of a user after telling the client why: push <c>Session/OnKick {"reason":…}</c>, 5.0 clients DISCONNECT 0x98. Returns how many
    /// there were.
    /// </summary>
    Task<int> KickAsync(string userId, string reason);

    /// <summary>
    /// Has the calling grain told when the user comes online and goes offline, until <see cref="UnwatchAsync"/>, for
    /// <see cref="UserOptions.WatchExpiry"/> at most; watch again to stay. It survives silos and deactivations: a report activates the grain.
    /// </summary>
    /// <returns>Whether the user is online now.</returns>
    /// <exception cref="InvalidOperationException">Not called from a grain, or the grain is no <see cref="IUserWatcher"/>.</exception>
    Task<bool> WatchAsync(string userId);

    /// <summary>Ends watching. A report that is on its way may still arrive.</summary>
    Task UnwatchAsync(string userId);
}
