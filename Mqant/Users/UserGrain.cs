using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Keeps one entry for each session of the user, and the settings that are stored for the user.</summary>
internal sealed class UserGrain(
    [PersistentState("settings", UserGrain.StorageName)] IPersistentState<StoredSettings> stored,
    ISessions sessions,
    IOptions<UserOptions> options,
    TimeProvider time) : Grain, IUserGrain, ISessionWatcher
{
    public const string StorageName = "MqantUsers";

    private readonly Dictionary<SessionRef, Login> _sessions = [];
    private long _lastLogin;

    public Task<BindAnswer> BindAsync(SessionRef session, bool store)
    {
        if (options.Value.DuplicateLogin == DuplicateLoginPolicy.RejectNew && _sessions.Keys.Any(s => !s.IsSameConnection(session)))
        {
            return Task.FromResult(new BindAnswer(false, []));
        }

        _sessions.TryAdd(session, new Login(++_lastLogin, IsBound: false));

        // The gateway reports a binding that it never commits as gone.
        sessions.Watch(session);
        return Task.FromResult(new BindAnswer(true, store && !IsExpired() ? stored.State.Settings : []));
    }

    public async Task BoundAsync(SessionRef session, Dictionary<string, string>? settings)
    {
        if (!_sessions.TryGetValue(session, out var login))
        {
            // Its end was reported first, or this activation is new: watching again settles it. It must not displace a login that is known.
            login = new Login(Order: 0, IsBound: true);
            sessions.Watch(session);
        }

        _sessions[session] = login with { IsBound = true };
        if (options.Value.DuplicateLogin == DuplicateLoginPolicy.KickOld)
        {
            KickAllButTheNewest();
        }

        if (settings is not null)
        {
            await StoreAsync(session, settings);
        }
    }

    public async Task StoreAsync(SessionRef session, Dictionary<string, string> settings)
    {
        stored.State = new StoredSettings { Settings = settings, LastUsed = time.GetUtcNow() };
        await stored.WriteStateAsync();
    }

    public ValueTask OnSessionEndedAsync(SessionRef session, SessionEndReason reason)
    {
        _sessions.Remove(session);
        if (_sessions.Count == 0)
        {
            DeactivateOnIdle();
        }

        return default;
    }

    // The news of two logins can arrive in either order: who logged in last stays, not who was heard of last.
    private void KickAllButTheNewest()
    {
        var bound = _sessions.Where(s => s.Value.IsBound).ToList();
        var newest = bound.MaxBy(s => s.Value.Order).Key;
        foreach (var (other, _) in bound)
        {
            if (!other.IsSameConnection(newest))
            {
                sessions.Kick(other, "duplicate login");
            }
        }
    }

    private bool IsExpired() => time.GetUtcNow() - stored.State.LastUsed > options.Value.SettingsExpiry;

    /// <summary>A session of the user.</summary>
    /// <param name="Order">Place among the user's logins.</param>
    /// <param name="IsBound">Whether the gateway committed the binding.</param>
    private sealed record Login(long Order, bool IsBound);
}
