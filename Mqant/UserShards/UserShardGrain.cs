using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Finds the users of a shard, gives what is asked of each its turn, and forgets those of whom storage has all that is known.</summary>
[GrainType(UserShards.Grain), KeepAlive, Reentrant]
internal sealed partial class UserShardGrain(UserServices services, ISiloStatusOracle silo) : Grain, IUserShardGrain, ISessionWatcher
{
    /// <summary>Whoever comes back so soon is still known.</summary>
    private static readonly TimeSpan KeepFor = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    private static readonly BindAnswer Late = new(null, [], IsLate: true);

    private readonly Dictionary<string, ShardUser> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<SessionRef, ShardUser> _watched = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(SweepEvery, SweepEvery));
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var user in _users.Values)
        {
            user.Forget();
        }

        return Task.CompletedTask;
    }

    public async Task<BindAnswer[]> BindAsync(BindRequest[] requests)
    {
        var answers = Array.ConvertAll(requests, BindAsync);

        // Storage or a group that does not answer must not hold up others: who comes late is asked for again.
        await ((Task)Task.WhenAll(answers)).WaitAsync(AnswerWithin, services.Time).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        return Array.ConvertAll(answers, static answer => answer.IsCompletedSuccessfully ? answer.Result : Late);
    }

    public async Task TellAsync(UserNews[] news)
    {
        silo.ThrowIfStopping();
        await Task.WhenAll(news.Select(HearAsync));
    }

    // Nothing is awaited of storage once the user is known: that may stand still.
    public Task<UserStatus> GetStatusAsync(string userId) =>
        Find(userId) is { IsKnown: true } user ? user.GetStatusAsync() : InTurnAsync(userId, static user => user.GetStatusAsync());

    public Task<bool> SendAsync(string userId, UserMessage message) => InTurnAsync(userId, user => user.SendAsync(message));

    public Task<int> KickAsync(string userId, string reason) => InTurnAsync(userId, user => user.KickAsync(reason));

    public Task WatchAsync(string userId, GrainId watcher) => InTurnAsync(userId, user => user.WatchAsync(watcher));

    public Task UnwatchAsync(string userId, GrainId watcher) => InTurnAsync(userId, user => user.UnwatchAsync(watcher));

    public Task AddToGroupAsync(string userId, string group) => InTurnAsync(userId, user => user.AddToGroupAsync(group));

    public Task RemoveFromGroupAsync(string userId, string group) => InTurnAsync(userId, user => user.RemoveFromGroupAsync(group));

    public async ValueTask OnSessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        if (_watched.Remove(session, out var user))
        {
            await InTurnAsync(user.Id, user => user.EndAsync(session));
        }
    }

    /// <summary>Has a user told of the end of a session.</summary>
    public void Watch(SessionRef session, ShardUser user)
    {
        // A call that bound its session to two users has bound it to the second.
        if (_watched.TryGetValue(session, out var former) && former != user)
        {
            _ = InTurnAsync(former.Id, former => former.EndAsync(session));
        }

        _watched[session] = user;
        services.Sessions.Watch(session);
    }

    /// <summary>Has a user's watchers told after a while if they were told something else last.</summary>
    public void TellAgain(ShardUser user, TimeSpan after) =>
        this.RegisterGrainTimer(() => InTurnAsync(user.Id, static user => user.TellAgainAsync()), new GrainTimerCreationOptions(after, Timeout.InfiniteTimeSpan));

    private async Task<BindAnswer> BindAsync(BindRequest request)
    {
        try
        {
            return await InTurnAsync(request.UserId, user => user.BindAsync(request));
        }
        catch (Exception exception)
        {
            // The others of the batch are not to blame. Of a record that could not be read the user has said so.
            if (exception is not SiloUnavailableException)
            {
                Log.NotBound(services.Logger, request.UserId, exception);
            }

            return new BindAnswer(null, [], IsUnreadable: true);
        }
    }

    // Whatever becomes of one user's news, the others of the batch have heard theirs: nobody is told twice for it.
    private async Task HearAsync(UserNews news)
    {
        try
        {
            var user = Find(news.UserId);
            using var turn = await user.EnterAsync(news);
            await user.TryHearAsync(news);
        }
        catch (SiloUnavailableException)
        {
            // The user keeps it until the record can be read.
        }
    }

    private async Task SweepAsync()
    {
        List<ShardUser>? waiting = null;
        foreach (var (userId, user) in _users)
        {
            if (user.IsUnwritten || user.HasKept)
            {
                (waiting ??= []).Add(user);
            }
            else if (user.IsIdle(KeepFor))
            {
                _users.Remove(userId);
            }
        }

        foreach (var user in waiting ?? [])
        {
            try
            {
                await InTurnAsync(user.Id, static user => user.IsUnwritten ? user.TryWriteAsync() : Task.CompletedTask);
            }
            catch (SiloUnavailableException)
            {
                user.GiveUpKept();
            }
        }
    }

    private ShardUser Find(string userId)
    {
        if (!_users.TryGetValue(userId, out var user))
        {
            _users[userId] = user = new ShardUser(userId, this, services);
        }

        return user;
    }

    private async Task<T> InTurnAsync<T>(string userId, Func<ShardUser, Task<T>> call)
    {
        var user = Find(userId);
        using var turn = await user.EnterAsync();
        return await call(user);
    }

    private async Task InTurnAsync(string userId, Func<ShardUser, Task> call)
    {
        var user = Find(userId);
        using var turn = await user.EnterAsync();
        await call(user);
    }

    private static partial class Log
    {
        [LoggerMessage(1406, LogLevel.Error, "A login of user '{User}' failed.")]
        public static partial void NotBound(ILogger logger, string user, Exception exception);
    }
}
