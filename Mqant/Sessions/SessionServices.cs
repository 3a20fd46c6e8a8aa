namespace Mqant;

/// <summary>What sessions need of the silo they are in.</summary>
internal sealed class SessionServices(ISessions sessions, IGrainFactory grains)
{
    public ISessions Sessions { get; } = sessions;

    public async ValueTask<Dictionary<string, string>> BindUserAsync(string userId, SessionRef session, bool store)
    {
        var answer = await grains.GetGrain<IUserGrain>(userId).BindAsync(session, store);
        return answer.Accepted ? answer.Stored : throw new GameException(GameErrors.AlreadyOnline);
    }

    public async ValueTask ApplyAsync(SessionRef session, SessionChanges changes)
    {
        if (!await session.Gateway.Observer.ApplyAsync(session.SessionId, session.Epoch, changes))
        {
            throw new GameException(GameErrors.NoSession);
        }
    }
}
