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

    // Value: whether the gateway committed the binding.
    private readonly Dictionary<SessionRef, bool> _sessions = [];

    public Task<BindAnswer> BindAsync(SessionRef session, bool store)
    {
        if (options.Value.DuplicateLogin == DuplicateLoginPolicy.RejectNew && _sessions.Keys.Any(s => !s.IsSameConnection(session)))
        {
            return Task.FromResult(new BindAnswer(false, []));
        }

        _sessions.TryAdd(session, false);

        // The gateway reports a binding that it never commits as gone.
        sessions.Watch(session);
        return Task.FromResult(new BindAnswer(true, store && !IsExpired() ? stored.State.Settings : []));
    }

    public async Task BoundAsync(SessionRef session, Dictionary<string, string>? settings)
    {
        if (!_sessions.ContainsKey(session))
        {
            // Its end was reported first, or this activation is new: watching again settles it.
            sessions.Watch(session);
        }

        _sessions[session] = true;
        if (options.Value.DuplicateLogin == DuplicateLoginPolicy.KickOld)
        {
            foreach (var (other, bound) in _sessions)
            {
                if (bound && !other.IsSameConnection(session))
                {
                    sessions.Kick(other, "duplicate login");
                }
            }
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

    private bool IsExpired() => time.GetUtcNow() - stored.State.LastUsed > options.Value.SettingsExpiry;
}
