using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// Keeps one entry for each session of the user in memory, and in storage what outlives a connection. When its silo is lost the gateways tell the next
/// activation whom they have.
/// </summary>
[GrainType(KnownGrains.User), CollectionAgeLimit(Minutes = 2)]
internal sealed partial class UserGrain(
    [PersistentState("user", UserGrain.StorageName)] IPersistentState<StoredUser> stored,
    Sessions sessions,
    IOptions<UserOptions> options,
    TimeProvider time,
    ISiloStatusOracle silo,
    ILogger<UserGrain> logger) : Grain, IUserGrain, ISessionWatcher
{
    public const string StorageName = "MqantUsers";

    /// <summary>After the loss of a silo gateways have restored their sessions by then.</summary>
    private static readonly TimeSpan RestoreWithin = TimeSpan.FromSeconds(20);

    /// <summary>Logins write a record that they do not change so often within its expiry, so that it lasts.</summary>
    private const int RewritesPerExpiry = 10;

    private readonly Dictionary<SessionRef, Entry> _sessions = [];
    private Task _told = Task.CompletedTask;
    private long _lastOrder;
    private DateTimeOffset? _lastSeen;
    private bool _unwritten;

    private string UserId => this.GetPrimaryKeyString();

    private bool IsOnline => _sessions.Values.Any(s => s.IsBound);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - stored.State.LastUsed > options.Value.SettingsExpiry)
        {
            stored.State = new StoredUser();
        }

        _lastSeen = stored.State.LastSeen;
        if (stored.State.ToldOnline)
        {
            // The silo that would have told of the end was lost.
            this.RegisterGrainTimer(TellWatchersAsync, new GrainTimerCreationOptions(RestoreWithin, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }

        return Task.CompletedTask;
    }

    public async Task<BindAnswer> BindAsync(SessionRef session, string device, bool store)
    {
        var login = new Login(NextOrder(), options.Value.Classify(device), store);
        if (options.Value.DuplicateLogin == DuplicateLoginPolicy.RejectNew
            && _sessions.Any(s => s.Value.Login.Device == login.Device && !s.Key.IsSameConnection(session)))
        {
            return new BindAnswer(null, []);
        }

        // The gateway reports a binding that it never commits as gone; groups drop it likewise.
        Add(session, new Entry(login, IsBound: false));
        await Task.WhenAll(stored.State.Groups.Select(group => GrainFactory.GetGrain<IGroupGrain>(group).JoinAsync([session])));
        return new BindAnswer(login, store ? stored.State.Settings : []);
    }

    public async Task BoundAsync(SessionRef session, Login login, KeyValuePair<string, string?>[] settings)
    {
        await RestoreAsync(session, login);
        if (login.Store)
        {
            await StoreAsync(settings);
        }
    }

    public async Task RestoreAsync(SessionRef session, Login login)
    {
        silo.ThrowIfStopping();

        // When it is not known, its end was reported first or this activation is new: being watched again settles it.
        Add(session, new Entry(login, IsBound: true));
        _lastOrder = Math.Max(_lastOrder, login.Order);
        ApplyPolicy(login.Device);
        await TellWatchersAsync();
    }

    public async Task StoreAsync(KeyValuePair<string, string?>[] settings)
    {
        _unwritten |= stored.State.Change(settings);
        if (_unwritten || time.GetUtcNow() - stored.State.LastUsed > options.Value.SettingsExpiry / RewritesPerExpiry)
        {
            await WriteAsync();
        }
    }

    public async Task<UserStatus> GetStatusAsync()
    {
        var bound = await GetBoundAsync();
        return new UserStatus(
            UserId,
            bound.Length > 0,
            bound.Length > 0 ? time.GetUtcNow() : _lastSeen,
            Array.ConvertAll(bound, session => new UserSession(session, _sessions[session].Login.Device)));
    }

    public async Task<bool> SendAsync(UserMessage message)
    {
        var bound = await GetBoundAsync();
        sessions.Send(bound, message.Topic, new RawPayload(message.Payload));
        return bound.Length > 0;
    }

    public Task<int> KickAsync(string reason)
    {
        foreach (var session in _sessions.Keys)
        {
            sessions.Kick(session, reason);
        }

        return Task.FromResult(_sessions.Count);
    }

    public Task WatchAsync(GrainId watcher)
    {
        if (stored.State.Watchers.Count == 0)
        {
            stored.State.ToldOnline = IsOnline;
        }

        stored.State.Watchers[watcher] = time.GetUtcNow() + options.Value.WatchExpiry;
        return WriteAsync();
    }

    public Task UnwatchAsync(GrainId watcher) => stored.State.Watchers.Remove(watcher) ? WriteAsync() : Task.CompletedTask;

    public async Task AddToGroupAsync(string group)
    {
        if (stored.State.Groups.Add(group))
        {
            await WriteAsync();
        }

        await GrainFactory.GetGrain<IGroupGrain>(group).JoinAsync([.. _sessions.Keys]);
    }

    public async Task RemoveFromGroupAsync(string group)
    {
        if (stored.State.Groups.Remove(group))
        {
            await WriteAsync();
        }

        await GrainFactory.GetGrain<IGroupGrain>(group).LeaveAsync([.. _sessions.Keys]);
    }

    public async ValueTask OnSessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        if (!_sessions.Remove(session, out var entry))
        {
            return;
        }

        if (entry.IsBound)
        {
            _lastSeen = time.GetUtcNow();
            if (entry.Login.Store)
            {
                stored.State.LastSeen = _lastSeen;
                _unwritten = true;
            }
        }

        // The last one may be a login that came to nothing, after the end of the session that was bound.
        if (_sessions.Count > 0)
        {
            return;
        }

        DelayDeactivation(TimeSpan.Zero);
        await TellWatchersAsync();
        if (_unwritten)
        {
            await WriteAsync();
        }
    }

    private void Add(SessionRef session, Entry entry)
    {
        if (!_sessions.TryGetValue(session, out var known))
        {
            DelayDeactivation(TimeSpan.MaxValue);
            sessions.Watch(session);
        }

        if (known is not { IsBound: true })
        {
            _sessions[session] = entry;
        }
    }

    // A login is answered before its gateway tells this grain that it was committed: until then the gateway is asked.
    private async Task<SessionRef[]> GetBoundAsync()
    {
        var bound = new List<SessionRef>(_sessions.Count);
        foreach (var (session, entry) in _sessions.OrderBy(s => s.Value.Login.Order).ToArray())
        {
            if (entry.IsBound || await IsCommittedAsync(session))
            {
                bound.Add(session);
            }
        }

        return [.. bound];
    }

    private async Task<bool> IsCommittedAsync(SessionRef session)
    {
        try
        {
            return await sessions.IsConnectedAsync(session);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // A gateway that does not answer has committed nothing that anybody knows of.
            return false;
        }
    }

    // A clock that is set back must not make an older login the newer one.
    private long NextOrder() => _lastOrder = Math.Max(_lastOrder + 1, time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond);

    // The news of two logins can arrive in either order: the order of the logins decides, not that of the news.
    private void ApplyPolicy(string device)
    {
        if (options.Value.DuplicateLogin == DuplicateLoginPolicy.Allow)
        {
            return;
        }

        var bound = _sessions.Where(s => s.Value.IsBound && s.Value.Login.Device == device).OrderBy(s => s.Value.Login.Order).Select(s => s.Key).ToArray();
        var stays = options.Value.DuplicateLogin == DuplicateLoginPolicy.KickOld ? bound[^1] : bound[0];
        foreach (var session in bound)
        {
            if (!session.IsSameConnection(stays))
            {
                sessions.EndDuplicate(session);
            }
        }
    }

    private async Task TellWatchersAsync()
    {
        TrimWatchers();
        var online = IsOnline;
        if (stored.State.Watchers.Count == 0 || stored.State.ToldOnline == online)
        {
            return;
        }

        stored.State.ToldOnline = online;
        _told = TellAsync(_told, online, [.. stored.State.Watchers.Keys]);
        await WriteAsync();
    }

    // One after the other, so that no watcher believes the earlier news.
    private async Task TellAsync(Task previous, bool online, GrainId[] watchers)
    {
        await previous;
        foreach (var watcher in watchers)
        {
            try
            {
                await GrainFactory.GetGrain<IUserWatcher>(watcher).OnUserChangedAsync(UserId, online);
            }
            catch (Exception exception)
            {
                Log.NotTold(logger, watcher, UserId, exception);
            }
        }
    }

    private async Task WriteAsync()
    {
        // Until it has been written: a write that fails is made up for by the next.
        _unwritten = true;
        TrimWatchers();
        stored.State.LastUsed = time.GetUtcNow();
        await stored.WriteAsOnlyWriterAsync();
        _unwritten = false;
    }

    private void TrimWatchers()
    {
        var now = time.GetUtcNow();
        foreach (var (watcher, until) in stored.State.Watchers)
        {
            if (until < now)
            {
                stored.State.Watchers.Remove(watcher);
            }
        }
    }

    /// <summary>A session of the user.</summary>
    /// <param name="Login">The login that made it the user's.</param>
    /// <param name="IsBound">Whether the gateway committed the binding.</param>
    private sealed record Entry(Login Login, bool IsBound);

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Warning, "Grain {Watcher} could not be told that user '{User}' came or went.")]
        public static partial void NotTold(ILogger logger, GrainId watcher, string user, Exception exception);
    }
}
