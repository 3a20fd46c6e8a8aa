using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The client that a handler works for: a snapshot taken when the gateway sent the call, and operations on the live session.
/// <para>
/// Changes of settings and of the user travel back with the handler's reply and are applied before it goes out: all of them or, when the handler throws
/// or passes its time limit, none. <see cref="PushAsync"/> applies settings at once instead.
/// </para>
/// <para>
/// A session passed on to another grain is a copy: what that grain changes is applied when it calls <see cref="PushAsync"/> on its copy. To reach
/// the client later, keep <see cref="Ref"/>, not the session. Not thread-safe, like the grain it is given to.
/// </para>
/// </summary>
public sealed class Session
{
    private readonly ISessionServices? _services;
    private readonly uint? _call;
    private SessionSnapshot _snapshot;
    private Dictionary<string, string?>? _changes;
    private SessionBinding? _bind;
    private ReadOnlyDictionary<string, string>? _settings;

    internal Session(SessionSnapshot snapshot, ISessionServices? services, uint? call)
    {
        _snapshot = snapshot;
        _services = services;
        _call = call;
    }

    /// <summary>The session's id, made by the server, unique in the cluster.</summary>
    public string Id => SessionIds.Format(_snapshot.Gateway, _snapshot.SessionId);

    /// <summary>The user that the session is bound to, or the id that a game gave its guest; empty where there is neither.</summary>
    public string UserId => _snapshot.UserId;

    /// <summary>True while nobody has logged in: the session is bound to nobody, or only to an id that a game gave its guest.</summary>
    public bool IsGuest => _snapshot.IsGuest;

    /// <summary>The roles that the login has; see <see cref="RequireRoleAttribute"/>.</summary>
    public IReadOnlyList<string> Roles => _snapshot.Roles;

    /// <summary>The client's address without its port.</summary>
    public string RemoteAddress => _snapshot.RemoteAddress;

    /// <summary>How the client is connected: <c>tcp</c>, <c>websocket</c>, …</summary>
    public string Transport => _snapshot.Transport;

    /// <summary>The certificate with which the client proved who it is when it connected; null without one.</summary>
    public ClientCertificate? ClientCertificate => _snapshot.ClientCertificate;

    /// <summary>What to keep to reach this client later.</summary>
    public SessionRef Ref => _snapshot.Ref;

    /// <summary>The settings, including changes made here.</summary>
    public IReadOnlyDictionary<string, string> Settings => _settings ??= new(_snapshot.Settings);

    internal SessionSnapshot Snapshot => _snapshot;

    private ISessionServices Services =>
        _services ?? throw new InvalidOperationException("This session was read outside a silo; its operations work only in grains.");

    /// <summary>Whether the login has a role.</summary>
    public bool IsInRole(string role) => Array.IndexOf(_snapshot.Roles, role) >= 0;

    /// <summary>The value of a setting, or null.</summary>
    public string? Get(string key) => _snapshot.Settings.GetValueOrDefault(key);

    /// <summary>Finds the value of a setting.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out string? value) => _snapshot.Settings.TryGetValue(key, out value);

    /// <summary>Changes a setting.</summary>
    public void Set(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Change(key, value);
    }

    /// <summary>Changes several settings.</summary>
    public void Set(IEnumerable<KeyValuePair<string, string>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var (key, value) in settings)
        {
            Set(key, value);
        }
    }

    /// <summary>Removes a setting; nothing happens when there is none of that name.</summary>
    public void Remove(string key) => Change(key, null);

    /// <summary>
    /// Binds the session to a user. When it returns, the user has accepted it and the user's stored settings are merged into
    /// <see cref="Settings"/> (values of this connection win). In the handler that the client called, the binding takes effect together with the reply, and is
    /// released when the handler throws or passes its time limit; on a session that came from elsewhere (<see cref="ISessions.FindAsync"/>, another grain) it has
    /// taken effect when this returns. The user's other sessions are treated as <see cref="UserOptions.DuplicateLogin"/> says.
    /// </summary>
    /// <param name="userId">
    /// The user; not blank, at most <see cref="UserOptions.MaxUserIdLength"/> bytes of UTF-8 without control characters. The user is known by what <see cref="INamePolicy"/> makes of it.
    /// </param>
    /// <param name="store">
    /// Whether settings are loaded and stored for the user. False for ids that a game makes up for its guests: such a binding is no login, and
    /// <see cref="IsGuest"/> stays true.
    /// </param>
    /// <exception cref="GameException">
    /// <see cref="GameErrors.AlreadyOnline"/>: the user is online elsewhere and the policy refuses a second login; <see cref="GameErrors.NoSession"/>: the session has
    /// ended; <see cref="GameErrors.Banned"/>: operators do not let the user in; <see cref="GameErrors.ServiceUnavailable"/>: no silo answers, or what is stored for the user cannot be read;
    /// <see cref="GameErrors.DeadlineExceeded"/>: the answer did not come in time.
    /// </exception>
    public ValueTask BindAsync(string userId, bool store = true)
    {
        userId = UserIds.Normalize(userId, Services.Names);

        // Who is logged in already stays so, with the same roles.
        return userId == UserId && !(store && IsGuest) ? default : BindAsync(userId, store, store ? null : SessionRights.Guest);
    }

    /// <summary>As <see cref="BindAsync(string, bool)"/>, for a login that has roles. Always a login, whether anything is stored or not.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="roles">The roles, 32 at most, each of 1 to 64 letters, digits, <c>_</c>, <c>-</c>, <c>.</c> or <c>:</c>.</param>
    /// <param name="store">Whether settings are loaded and stored for the user.</param>
    /// <inheritdoc cref="BindAsync(string, bool)" path="/exception"/>
    public ValueTask BindAsync(string userId, IEnumerable<string> roles, bool store = true)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return BindAsync(UserIds.Normalize(userId, Services.Names), store, SessionRights.Of(roles));
    }

    /// <summary>
    /// Makes the session a guest's again: in the handler that the client called, together with the reply; on a session that came from elsewhere, now. References
    /// to it that grains kept are gone then.
    /// </summary>
    /// <exception cref="GameException"><see cref="GameErrors.NoSession"/>: the session has ended.</exception>
    public ValueTask UnbindAsync()
    {
        if (UserId.Length == 0)
        {
            return default;
        }

        if (_call is not { } epoch)
        {
            return BindNowAsync(userId: "", store: false, rights: null);
        }

        ApplyBinding(SessionBinding.None(epoch));
        return default;
    }

    /// <summary>
    /// Has the gateway log a guest in by a token (<see cref="JwtOptions"/>), or renew a login that a token made: it applies at once, and with the next call this session shows it.
    /// </summary>
    /// <exception cref="GameException">
    /// One of <see cref="AccountErrors"/>: the token is not accepted, or is another user's; <see cref="GameErrors.NoSession"/>: the session has ended; or what
    /// <see cref="BindAsync(string, bool)"/> throws.
    /// </exception>
    public ValueTask PresentTokenAsync(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Services.RenewAsync(Ref, token);
    }

    /// <summary>Applies the settings changed so far at once, whatever becomes of the handler.</summary>
    /// <exception cref="GameException"><see cref="GameErrors.NoSession"/>: the session has ended.</exception>
    public async ValueTask PushAsync()
    {
        if (_changes is not { Count: > 0 } changes)
        {
            return;
        }

        Services.CheckSettings(_snapshot.Settings);
        _changes = null;
        await Services.ApplyAsync(Ref, new SessionChanges { Settings = [.. changes] });
    }

    /// <summary>
    /// Sends a message to this client: JSON of <paramref name="payload"/>, or its bytes when it is a <see cref="RawPayload"/>. Messages that one grain sends to one session
    /// arrive in the order sent, and those sent here before the reply. Delivery is at most once (QoS 0).
    /// </summary>
    public void Send<T>(string topic, T payload) => Services.Send(Ref, topic, payload);

    /// <summary>Ends the connection after what was sent before.</summary>
    public void Close() => Services.Close(Ref);

    /// <summary>What changed since the call began, or null.</summary>
    internal SessionChanges? TakeChanges()
    {
        if (_changes is null && _bind is null)
        {
            return null;
        }

        var changes = new SessionChanges { Settings = _changes is null ? [] : [.. _changes], Bind = _bind };
        (_changes, _bind) = (null, null);
        return changes;
    }

    private async ValueTask BindAsync(string userId, bool store, SessionRights? rights)
    {
        if (_snapshot.IsBoundTo(userId, rights))
        {
            return;
        }

        if (_call is { } epoch)
        {
            // The gateway commits it with the reply.
            ApplyBinding(await Services.ReserveAsync(new(_snapshot.Gateway, _snapshot.SessionId, epoch), userId, Get(SessionSettings.Device), store, rights));
        }
        else
        {
            await BindNowAsync(userId, store, rights);
        }
    }

    private async ValueTask BindNowAsync(string userId, bool store, SessionRights? rights)
    {
        await PushAsync();
        _snapshot = await Services.BindAsync(Ref, userId, store, rights);
        _settings = null;
    }

    private void Change(string key, string? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        (_changes ??= new(StringComparer.Ordinal))[key] = value;
        _settings = null;
        _snapshot = _snapshot.Apply(new SessionChanges { Settings = [new(key, value)] });
    }

    private void ApplyBinding(SessionBinding binding)
    {
        _bind = binding;
        _settings = null;
        _snapshot = _snapshot.Apply(new SessionChanges { Settings = [], Bind = binding });
    }
}
