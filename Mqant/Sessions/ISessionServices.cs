namespace Mqant;

/// <summary>What a <see cref="Session"/> needs of the silo that it is in.</summary>
internal interface ISessionServices
{
    /// <summary>Decides on ids of users.</summary>
    INamePolicy Names { get; }

    /// <summary>Refuses settings that are more than a session may have, for they travel with each of its calls.</summary>
    /// <exception cref="GameException"><see cref="GameErrors.TooManySettings"/>.</exception>
    void CheckSettings(IReadOnlyDictionary<string, string> settings);

    /// <inheritdoc cref="ISessions.Send{T}(SessionRef, string, T)"/>
    void Send<T>(SessionRef session, string topic, T payload);

    /// <inheritdoc cref="ISessions.Close"/>
    void Close(SessionRef session);

    /// <summary>Has the gateway apply changes of settings now.</summary>
    /// <exception cref="GameException">The session has ended.</exception>
    ValueTask ApplyAsync(SessionRef session, SessionChanges changes);

    /// <summary>Has the gateway bind the session now, or unbind it where the user is empty, and returns it as it is then.</summary>
    /// <exception cref="GameException">It could not be bound; as <see cref="Session.BindAsync(string, bool)"/> says.</exception>
    ValueTask<SessionSnapshot> BindAsync(SessionRef session, string userId, bool store, SessionRights? rights);

    /// <summary>Has the gateway log the session in by a token, or renew its login.</summary>
    /// <exception cref="GameException">The token is not accepted.</exception>
    ValueTask RenewAsync(SessionRef session, string token);

    /// <summary>Reserves a user until the session's gateway commits or gives up the binding, which is to have the epoch of <paramref name="session"/>.</summary>
    /// <exception cref="GameException">As <see cref="Session.BindAsync(string, bool)"/> says.</exception>
    ValueTask<SessionBinding> ReserveAsync(SessionRef session, string userId, string? device, bool store, SessionRights? rights);
}
