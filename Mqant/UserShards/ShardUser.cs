using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// A user: decides on logins, knows the user's sessions, and keeps what outlives a connection. One entry for each session is in memory; when the silo is lost the
/// gateways tell the next one whom they have. Only its shard's turns use it, and what waits takes turns: <see cref="EnterAsync"/>.
/// </summary>
internal sealed partial class ShardUser(string id, UserShardGrain shard, UserServices services)
{
    private static readonly Dictionary<string, string> NoSettings = [];

    // Mostly one.
    private readonly List<Entry> _sessions = new(1);
    private Task _told = Task.CompletedTask;
    private Queue<TaskCompletionSource>? _waiting;
    private long _lastOrder;
    private long _lastUsed;
    private DateTimeOffset? _lastSeen;
    private bool _busy;
    private bool _held;
    private bool _countsAsOnline;

    public string Id => id;

    private SessionRef[] Sessions => [.. _sessions.Select(static s => s.Session)];

    private bool IsOnline => _sessions.Exists(static s => s.IsBound);

    /// <summary>Whether nothing would be lost but what storage has, and nobody asked for the user for some time.</summary>
    public bool IsIdle(TimeSpan time) => !_busy && !_held && _sessions.Count == 0 && !IsUnwritten && !HasKept && services.Time.GetElapsedTime(_lastUsed) > time;

    /// <summary>Waits until what came before has ended, and reads the user's record at the first time. The turn ends when it is disposed.</summary>
    /// <param name="news">What is to be heard in this turn: where the record cannot be read, it is heard before what comes when it can.</param>
    /// <exception cref="SiloUnavailableException">The record could not be read.</exception>
    public async ValueTask<Turn> EnterAsync(UserNews? news = null)
    {
        _lastUsed = services.Time.GetTimestamp();
        if (_busy)
        {
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (_waiting ??= new()).Enqueue(turn);
            await turn.Task;
        }

        _busy = true;
        if (_record is null)
        {
            try
            {
                await LoadAsync();
            }
            catch (Exception exception)
            {
                Keep(news);
                Leave();
                Log.NotRead(services.Logger, id, exception);
                throw new SiloUnavailableException($"The record of user '{id}' could not be read.", exception);
            }

            await HearKeptAsync();
        }

        return new Turn(this);
    }

    public async Task<BindAnswer> BindAsync(BindRequest request)
    {
        var session = request.Session;
        var login = new Login(NextOrder(), services.Options.Classify(request.Device), request.Store);
        var others = services.Options.DuplicateLogin == DuplicateLoginPolicy.RejectNew
            ? _sessions.FindAll(s => s.Login.Device == login.Device && !s.Session.IsSameConnection(session))
            : [];
        foreach (var other in others)
        {
            if (!other.IsBound || !await services.Sessions.HasLeftAsync(other.Session))
            {
                return new BindAnswer(null, []);
            }
        }

        // The gateway reports a binding that it never commits as gone; groups drop it likewise.
        Add(new Entry(session, login, IsBound: false));
        foreach (var left in others)
        {
            await EndAsync(left.Session);
        }

        if (_groups is { Names: { Count: > 0 } groups })
        {
            await Task.WhenAll(groups.Select(group => services.Grains.GetGrain<IGroupGrain>(group).JoinAsync([session])));
        }

        return new BindAnswer(login, request.Store ? Stored.Settings : NoSettings);
    }

    /// <summary>A gateway committed a binding, or says again that it has it; or the settings of one changed. What cannot be stored now is stored later.</summary>
    private async Task HearAsync(UserNews news)
    {
        if (news.Login is { } login)
        {
            // When it is not known, its end was reported first or the user was lost with a silo: being watched again settles it.
            Add(new Entry(news.Session, login, IsBound: true));
            _lastOrder = Math.Max(_lastOrder, login.Order);
            ApplyPolicy(login.Device);
            await TellWatchersAsync();
        }

        if (news.Login is null or { Store: true })
        {
            IsUnwritten |= Stored.Change(news.Settings);
            if (IsUnwritten || services.Time.GetUtcNow() - Stored.LastUsed > services.Options.SettingsExpiry / RewritesPerExpiry)
            {
                await TryWriteAsync();
            }
        }
    }

    /// <inheritdoc cref="HearAsync"/>
    public async Task TryHearAsync(UserNews news)
    {
        try
        {
            await HearAsync(news);
        }
        catch (Exception exception)
        {
            Log.NotHeard(services.Logger, id, exception);
        }
    }

    public async Task<UserStatus> GetStatusAsync()
    {
        _lastUsed = services.Time.GetTimestamp();
        var bound = await GetBoundAsync();
        return new UserStatus(
            id,
            bound.Count > 0,
            bound.Count > 0 ? services.Time.GetUtcNow() : _lastSeen,
            [.. bound.Select(static s => new UserSession(s.Session, s.Login.Device))]);
    }

    public async Task<bool> SendAsync(UserMessage message)
    {
        var bound = await GetBoundAsync();
        services.Sessions.Send(bound.Select(static s => s.Session), message.Topic, new RawPayload(message.Payload));
        return bound.Count > 0;
    }

    public Task<int> KickAsync(string reason)
    {
        foreach (var entry in _sessions)
        {
            services.Sessions.Kick(entry.Session, reason);
        }

        return Task.FromResult(_sessions.Count);
    }

    public Task WatchAsync(GrainId watcher)
    {
        if (Stored.Watchers is not { Count: > 0 })
        {
            Stored.ToldOnline = IsOnline;
        }

        (Stored.Watchers ??= [])[watcher] = services.Time.GetUtcNow() + services.Options.WatchExpiry;
        return WriteAsync();
    }

    public Task UnwatchAsync(GrainId watcher) => Stored.Watchers?.Remove(watcher) == true ? WriteAsync() : Task.CompletedTask;

    public async Task AddToGroupAsync(string group)
    {
        if (!Stored.HasGroups)
        {
            // Before there is one: who finds this looks for the other record.
            Stored.HasGroups = true;
            await WriteAsync();
        }

        await (_groups ??= new UserGroups(id, services)).AddAsync(group);
        await services.Grains.GetGrain<IGroupGrain>(group).JoinAsync(Sessions);
    }

    public async Task RemoveFromGroupAsync(string group)
    {
        if (_groups is not null)
        {
            await _groups.RemoveAsync(group);
        }

        await services.Grains.GetGrain<IGroupGrain>(group).LeaveAsync(Sessions);
    }

    /// <summary>A session of the user ended, or was bound to somebody else.</summary>
    public async Task EndAsync(SessionRef session)
    {
        var at = Find(session);
        if (at < 0)
        {
            return;
        }

        var entry = _sessions[at];
        _sessions.RemoveAt(at);
        Count(IsOnline);
        if (entry.IsBound)
        {
            _lastSeen = services.Time.GetUtcNow();
            if (entry.Login.Store)
            {
                Stored.LastSeen = _lastSeen;
                IsUnwritten = true;
            }
        }

        // The last one may be a login that came to nothing, after the end of the session that was bound.
        if (_sessions.Count > 0)
        {
            return;
        }

        await TellWatchersAsync();
        if (IsUnwritten)
        {
            await TryWriteAsync();
        }
    }

    /// <summary>Tells watchers if the user is not what they were told last, some time after a silo was lost that would have told them.</summary>
    public Task TellAgainAsync()
    {
        _held = false;
        return TellWatchersAsync();
    }

    /// <summary>The user is kept elsewhere from now on.</summary>
    public void Forget() => Count(isOnline: false);

    private void Count(bool isOnline)
    {
        if (isOnline != _countsAsOnline)
        {
            _countsAsOnline = isOnline;
            services.Metrics.UsersOnline.Add(isOnline ? 1 : -1);
        }
    }

    private void Leave()
    {
        if (_waiting is not null && _waiting.TryDequeue(out var next))
        {
            next.SetResult();
            return;
        }

        (_waiting, _busy) = (null, false);
    }

    private int Find(SessionRef session) => _sessions.FindIndex(s => s.Session == session);

    private void Add(Entry entry)
    {
        var at = Find(entry.Session);
        if (at < 0)
        {
            _sessions.Add(entry);
            shard.Watch(entry.Session, this);
        }
        else if (!_sessions[at].IsBound)
        {
            _sessions[at] = entry;
        }

        Count(IsOnline);
    }

    // A login is answered before its gateway tells that it was committed: until then the gateway is asked.
    private async Task<List<Entry>> GetBoundAsync()
    {
        var bound = new List<Entry>(_sessions.Count);
        foreach (var entry in _sessions.OrderBy(static s => s.Login.Order).ToArray())
        {
            if (entry.IsBound || await IsCommittedAsync(entry.Session))
            {
                bound.Add(entry);
            }
        }

        return bound;
    }

    private async Task<bool> IsCommittedAsync(SessionRef session)
    {
        try
        {
            return await services.Sessions.FindAsync(session) is { UserId: var bound } && bound == id;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // A gateway that does not answer has committed nothing that anybody knows of.
            return false;
        }
    }

    // A clock that is set back must not make an older login the newer one.
    private long NextOrder() => _lastOrder = Math.Max(_lastOrder + 1, services.Time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond);

    // The news of two logins can arrive in either order: the order of the logins decides, not that of the news.
    private void ApplyPolicy(string device)
    {
        if (services.Options.DuplicateLogin == DuplicateLoginPolicy.Allow || _sessions.Count == 1)
        {
            return;
        }

        var bound = _sessions.Where(s => s.IsBound && s.Login.Device == device).OrderBy(static s => s.Login.Order).Select(static s => s.Session).ToArray();
        var stays = services.Options.DuplicateLogin == DuplicateLoginPolicy.KickOld ? bound[^1] : bound[0];
        foreach (var session in bound)
        {
            if (!session.IsSameConnection(stays))
            {
                services.Sessions.EndDuplicate(session);
            }
        }
    }

    private async Task TellWatchersAsync()
    {
        TrimWatchers();
        var online = IsOnline;
        if (Stored.Watchers is not { Count: > 0 } watchers || Stored.ToldOnline == online)
        {
            return;
        }

        Stored.ToldOnline = online;
        _told = TellAsync(_told, online, [.. watchers.Keys]);
        await TryWriteAsync();
    }

    // One after the other, so that no watcher believes the earlier news.
    private async Task TellAsync(Task previous, bool online, GrainId[] watchers)
    {
        await previous;
        foreach (var watcher in watchers)
        {
            try
            {
                await services.Grains.GetGrain<IUserWatcher>(watcher).OnUserChangedAsync(id, online);
            }
            catch (Exception exception)
            {
                if (CallFailures.Explain(exception) is null)
                {
                    Log.WatcherFailed(services.Logger, watcher, id, exception);
                }
                else
                {
                    Log.NotTold(services.Logger, watcher, id, exception);
                }
            }
        }
    }

    /// <summary>Lets the next one in when it is disposed.</summary>
    public readonly struct Turn(ShardUser user) : IDisposable
    {
        public void Dispose() => user.Leave();
    }

    /// <summary>A session of the user.</summary>
    /// <param name="Session">The session.</param>
    /// <param name="Login">The login that made it the user's.</param>
    /// <param name="IsBound">Whether the gateway committed the binding.</param>
    private sealed record Entry(SessionRef Session, Login Login, bool IsBound);

    private static partial class Log
    {
        [LoggerMessage(1407, LogLevel.Error, "Grain {Watcher} failed when it was told that user '{User}' came or went.")]
        public static partial void WatcherFailed(ILogger logger, GrainId watcher, string user, Exception exception);

        [LoggerMessage(1401, LogLevel.Warning, "Grain {Watcher} could not be told that user '{User}' came or went.")]
        public static partial void NotTold(ILogger logger, GrainId watcher, string user, Exception exception);

        [LoggerMessage(1402, LogLevel.Warning, "The record of user '{User}' could not be written; it is tried again.")]
        public static partial void NotWritten(ILogger logger, string user, Exception exception);

        [LoggerMessage(1403, LogLevel.Error, "The record of user '{User}' could not be read.")]
        public static partial void NotRead(ILogger logger, string user, Exception exception);

        [LoggerMessage(1404, LogLevel.Error, "What a gateway told of user '{User}' failed and is given up.")]
        public static partial void NotHeard(ILogger logger, string user, Exception exception);

        [LoggerMessage(1405, LogLevel.Error, "The record of user '{User}' cannot be read: {Count} news of the user's sessions are given up.")]
        public static partial void NewsLost(ILogger logger, int count, string user);
    }
}
