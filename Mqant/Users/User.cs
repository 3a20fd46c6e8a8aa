using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// A user: decides on logins, knows the user's sessions, and keeps what outlives a connection. One entry for each session is in memory; when the silo is lost the
/// gateways tell the next one whom they have. Only its shard's turns use it, and what waits takes turns: <see cref="EnterAsync"/>.
/// </summary>
internal sealed partial class User(string id, UserShardGrain shard, UserServices services)
{
    /// <summary>After the loss of a silo gateways have restored their sessions by then.</summary>
    private static readonly TimeSpan RestoreWithin = TimeSpan.FromSeconds(20);

    /// <summary>Logins write a record that they do not change so often within its expiry, so that it lasts.</summary>
    private const int RewritesPerExpiry = 10;

    // Without sessions there is no dictionary: most users who are known are online once or not at all.
    private Dictionary<SessionRef, Entry>? _sessions;
    private GrainState<StoredUser>? _record;
    private Task _told = Task.CompletedTask;
    private Queue<TaskCompletionSource>? _waiting;
    private long _lastOrder;
    private long _lastUsed;
    private DateTimeOffset? _lastSeen;
    private bool _busy;
    private bool _held;

    public string Id => id;

    /// <summary>Whether something is not in storage yet: a write failed, or came with something that is written later.</summary>
    public bool IsUnwritten { get; private set; }

    private StoredUser Stored => _record!.State!;

    private SessionRef[] Sessions => _sessions is null ? [] : [.. _sessions.Keys];

    private bool IsOnline => _sessions?.Values.Any(static s => s.IsBound) ?? false;

    /// <summary>Whether nothing would be lost but what storage has, and nobody asked for the user for some time.</summary>
    public bool IsIdle(TimeSpan time) => !_busy && !_held && _sessions is null && !IsUnwritten && services.Time.GetElapsedTime(_lastUsed) > time;

    /// <summary>Waits until what came before has ended, and reads the user's record at the first time. <see cref="Leave"/> must follow.</summary>
    public async ValueTask EnterAsync()
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
            catch
            {
                Leave();
                throw;
            }
        }
    }

    /// <summary>Lets the next one in.</summary>
    public void Leave()
    {
        if (_waiting is not null && _waiting.TryDequeue(out var next))
        {
            next.SetResult();
            return;
        }

        (_waiting, _busy) = (null, false);
    }

    public async Task<BindAnswer> BindAsync(SessionRef session, string device, bool store)
    {
        var login = new Login(NextOrder(), services.Options.Classify(device), store);
        if (services.Options.DuplicateLogin == DuplicateLoginPolicy.RejectNew
            && Sessions.Any(s => _sessions![s].Login.Device == login.Device && !s.IsSameConnection(session)))
        {
            return new BindAnswer(null, []);
        }

        // The gateway reports a binding that it never commits as gone; groups drop it likewise.
        Add(session, new Entry(login, IsBound: false));
        if (Stored.Groups.Count > 0)
        {
            await Task.WhenAll(Stored.Groups.Select(group => services.Grains.GetGrain<IGroupGrain>(group).JoinAsync([session])));
        }

        return new BindAnswer(login, store ? Stored.Settings : []);
    }

    /// <summary>A gateway committed a binding, or says again that it has it; or the settings of one changed.</summary>
    public async Task HearAsync(UserNews news)
    {
        if (news.Login is { } login)
        {
            // When it is not known, its end was reported first or the user was lost with a silo: being watched again settles it.
            Add(news.Session, new Entry(login, IsBound: true));
            _lastOrder = Math.Max(_lastOrder, login.Order);
            ApplyPolicy(login.Device);
            await TellWatchersAsync();
        }

        if (news.Login is null or { Store: true })
        {
            IsUnwritten |= Stored.Change(news.Settings);
            if (IsUnwritten || services.Time.GetUtcNow() - Stored.LastUsed > services.Options.SettingsExpiry / RewritesPerExpiry)
            {
                await WriteAsync();
            }
        }
    }

    public async Task<UserStatus> GetStatusAsync()
    {
        var bound = await GetBoundAsync();
        return new UserStatus(
            id,
            bound.Length > 0,
            bound.Length > 0 ? services.Time.GetUtcNow() : _lastSeen,
            Array.ConvertAll(bound, session => new UserSession(session, _sessions?.GetValueOrDefault(session)?.Login.Device ?? "")));
    }

    public async Task<bool> SendAsync(UserMessage message)
    {
        var bound = await GetBoundAsync();
        services.Sessions.Send(bound, message.Topic, new RawPayload(message.Payload));
        return bound.Length > 0;
    }

    public Task<int> KickAsync(string reason)
    {
        var sessions = Sessions;
        foreach (var session in sessions)
        {
            services.Sessions.Kick(session, reason);
        }

        return Task.FromResult(sessions.Length);
    }

    public Task WatchAsync(GrainId watcher)
    {
        if (Stored.Watchers.Count == 0)
        {
            Stored.ToldOnline = IsOnline;
        }

        Stored.Watchers[watcher] = services.Time.GetUtcNow() + services.Options.WatchExpiry;
        return WriteAsync();
    }

    public Task UnwatchAsync(GrainId watcher) => Stored.Watchers.Remove(watcher) ? WriteAsync() : Task.CompletedTask;

    public async Task AddToGroupAsync(string group)
    {
        if (Stored.Groups.Add(group))
        {
            await WriteAsync();
        }

        await services.Grains.GetGrain<IGroupGrain>(group).JoinAsync(Sessions);
    }

    public async Task RemoveFromGroupAsync(string group)
    {
        if (Stored.Groups.Remove(group))
        {
            await WriteAsync();
        }

        await services.Grains.GetGrain<IGroupGrain>(group).LeaveAsync(Sessions);
    }

    /// <summary>A session of the user ended, or was bound to somebody else.</summary>
    public async Task EndAsync(SessionRef session)
    {
        if (_sessions is null || !_sessions.Remove(session, out var entry))
        {
            return;
        }

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

        _sessions = null;
        await TellWatchersAsync();
        if (IsUnwritten)
        {
            await WriteAsync();
        }
    }

    /// <summary>Tells watchers if the user is not what they were told last, some time after a silo was lost that would have told them.</summary>
    public Task TellAgainAsync()
    {
        _held = false;
        return TellWatchersAsync();
    }

    /// <summary>Brings the user's record to storage.</summary>
    public async Task WriteAsync()
    {
        // Until it has been written: a write that fails is made up for by the next.
        IsUnwritten = true;
        TrimWatchers();
        Stored.LastUsed = services.Time.GetUtcNow();
        await services.WriteAsync(id, _record!);
        IsUnwritten = false;
    }

    private async Task LoadAsync()
    {
        var record = new GrainState<StoredUser>(new StoredUser());
        await services.ReadAsync(id, record);
        if (services.Time.GetUtcNow() - record.State!.LastUsed > services.Options.SettingsExpiry)
        {
            record.State = new StoredUser();
        }

        _record = record;
        _lastSeen = Stored.LastSeen;
        if (Stored.ToldOnline)
        {
            // The silo that would have told of the end was lost.
            _held = true;
            shard.TellAgain(this, RestoreWithin);
        }
    }

    private void Add(SessionRef session, Entry entry)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions ??= [], session, out var isKnown);
        if (known is not { IsBound: true })
        {
            known = entry;
        }

        if (!isKnown)
        {
            shard.Watch(session, this);
        }
    }

    // A login is answered before its gateway tells that it was committed: until then the gateway is asked.
    private async Task<SessionRef[]> GetBoundAsync()
    {
        if (_sessions is null)
        {
            return [];
        }

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
        if (services.Options.DuplicateLogin == DuplicateLoginPolicy.Allow || _sessions is null or { Count: 1 })
        {
            return;
        }

        var bound = _sessions.Where(s => s.Value.IsBound && s.Value.Login.Device == device).OrderBy(s => s.Value.Login.Order).Select(s => s.Key).ToArray();
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
        if (Stored.Watchers.Count == 0)
        {
            return;
        }

        TrimWatchers();
        var online = IsOnline;
        if (Stored.Watchers.Count == 0 || Stored.ToldOnline == online)
        {
            return;
        }

        Stored.ToldOnline = online;
        _told = TellAsync(_told, online, [.. Stored.Watchers.Keys]);
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
                await services.Grains.GetGrain<IUserWatcher>(watcher).OnUserChangedAsync(id, online);
            }
            catch (Exception exception)
            {
                Log.NotTold(services.Logger, watcher, id, exception);
            }
        }
    }

    private void TrimWatchers()
    {
        var now = services.Time.GetUtcNow();
        foreach (var (watcher, until) in Stored.Watchers)
        {
            if (until < now)
            {
                Stored.Watchers.Remove(watcher);
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
