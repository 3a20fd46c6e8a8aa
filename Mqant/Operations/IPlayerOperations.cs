namespace Mqant;

/// <summary>
/// Sessions on all gateways. A gateway that does not answer within 2 s is said to be missing. Every method throws what a grain call throws when no silo answers.
/// </summary>
internal interface IPlayerOperations
{
    /// <summary>Sessions by user, session id, client id, or address, at most <see cref="PlayerQuery.MaxFound"/> from each gateway.</summary>
    /// <exception cref="ArgumentException">The value of a query by address is neither an address nor a network.</exception>
    Task<FoundPlayers> FindAsync(PlayerQuery query);

    /// <summary>
    /// A session with everything that is known of it; null when it is gone. For five minutes after it was asked for, its gateway remembers all of its
    /// last requests; before that, those that failed.
    /// </summary>
    Task<PlayerDetails?> GetAsync(string session);

    /// <summary>A user with sessions and ban. One that nobody ever was is offline.</summary>
    /// <exception cref="GameException">It is no user id.</exception>
    Task<UserDetails> GetUserAsync(string userId);

    /// <summary>Sends a message to a session; false when it is gone.</summary>
    /// <param name="session">The session's id.</param>
    /// <param name="topic">The topic, by convention <c>Module/On…</c>.</param>
    /// <param name="payload">The bytes that are sent, by convention JSON.</param>
    /// <exception cref="ArgumentException">The topic is empty or longer than 65,535 bytes.</exception>
    /// <exception cref="MessageTooLargeException">It is larger than <see cref="PushOptions.MaxMessageSize"/>.</exception>
    Task<bool> SendAsync(string session, string topic, ReadOnlyMemory<byte> payload);

    /// <summary>Ends a session after telling the client why, as <see cref="ISessions.Kick"/> does; false when it is gone.</summary>
    Task<bool> KickAsync(string session, string reason);

    /// <summary>Sends a message to all sessions of a user; false when the user is offline.</summary>
    /// <inheritdoc cref="SendAsync" path="/exception"/>
    Task<bool> SendToUserAsync(string userId, string topic, ReadOnlyMemory<byte> payload);
}
