using Mqant.Gateway.Calls;

namespace Mqant.Gateway.Identity;

/// <summary>The users of this gateway's sessions: reserves them for bindings, and tells them what becomes of their sessions here.</summary>
internal sealed class SessionUsers
{
    private readonly UserLogins _logins;
    private readonly CallBatcher<UserNews>[] _shards;

    public SessionUsers(IGrainFactory grains, UserLogins logins, BackgroundCalls calls)
    {
        _logins = logins;
        _shards =
        [
            .. Enumerable.Range(0, UserShards.Count).Select(shard =>
                new CallBatcher<UserNews>(news => calls.RunAsync(() => grains.GetUserShard(shard).TellAsync(news)))),
        ];
    }

    /// <summary>Reserves a user for a session until it commits or gives up the binding; null when the user is online elsewhere and stays.</summary>
    public async ValueTask<SessionBinding?> ReserveAsync(SessionSnapshot session, uint epoch, string userId, bool store, SessionRights? rights)
    {
        var reference = new SessionRef(session.Gateway, session.SessionId, epoch);
        var answer = await _logins.BindAsync(userId, reference, session.Settings.GetValueOrDefault(SessionSettings.Device), store);
        return answer.ToBinding(userId, epoch, rights);
    }

    /// <summary>
    /// Tells the news of one user in order, and again for a while when no silo takes them. Completes when the user was told, or it was given up.
    /// </summary>
    public Task TellAsync(UserNews news) => _shards[UserShards.Of(news.UserId)].AddAsync(news);
}
