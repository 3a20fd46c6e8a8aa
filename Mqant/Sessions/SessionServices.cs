namespace Mqant;

/// <summary>What sessions need of the silo they are in.</summary>
internal sealed class SessionServices(ISessions sessions, PushLanes lanes, UserLogins logins)
{
    public ISessions Sessions { get; } = sessions;

    public UserLogins Logins { get; } = logins;

    /// <summary>Has the gateway bind the session now.</summary>
    public async ValueTask<SessionSnapshot> BindAsync(SessionRef session, string userId, bool store)
    {
        var outcome = await lanes.Reach(session.Gateway).BindAsync(session.SessionId, session.Epoch, userId, store);
        return outcome.Session ?? throw new GameException(outcome.Error!);
    }

    public async ValueTask ApplyAsync(SessionRef session, SessionChanges changes)
    {
        if (!await lanes.Reach(session.Gateway).ApplyAsync(session.SessionId, session.Epoch, changes))
        {
            throw new GameException(GameErrors.NoSession);
        }
    }
}
