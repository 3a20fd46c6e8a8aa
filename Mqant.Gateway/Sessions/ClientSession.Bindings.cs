using Mqant.Gateway.Limits;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <content>To whom the session is bound, and what depends on it: references that silos hold, watchers, groups, the user.</content>
public sealed partial class ClientSession
{
    private List<ClientRequest>? _deciding;
    private Task _stored = Task.CompletedTask;

    /// <summary>The user and login that it is bound by, null for a guest.</summary>
    internal (string UserId, SessionRef Session, Login Login)? Bound
    {
        get
        {
            lock (_calls)
            {
                return !_ended && _state.Login is { } login ? (Snapshot.UserId, Snapshot.Ref, login) : null;
            }
        }
    }

    /// <summary>Completes when the user was told of every change so far.</summary>
    internal Task Stored
    {
        get
        {
            lock (_calls)
            {
                return _stored;
            }
        }
    }

    /// <summary>
    /// Binds the session to a user, or to nobody where the user is empty, on behalf of game code elsewhere. What silos send to the new binding meanwhile waits
    /// for the outcome.
    /// </summary>
    internal async Task<BindOutcome> BindAsync(uint epoch, string userId, bool store, SessionRights? rights)
    {
        ClientRequest request;
        lock (_calls)
        {
            if (_ended || !_state.IsValid(epoch))
            {
                return new BindOutcome(null, GameErrors.NoSession);
            }

            if (Snapshot.IsBoundTo(userId, rights))
            {
                return new BindOutcome(Snapshot, null);
            }

            if (userId.Length > 0 && !MayLogIn(userId))
            {
                return new BindOutcome(null, GameErrors.TooManyKeys);
            }

            request = _calls.BeginBinding();
        }

        var wasUser = !Snapshot.IsGuest;

        SessionBinding? binding = null;
        var error = GameErrors.NoSession;
        try
        {
            binding = userId.Length == 0 ? SessionBinding.None(request.Number) : await Host.ReserveUserAsync(Snapshot, request.Number, userId, store, rights);
            error = binding is null ? GameErrors.AlreadyOnline : error;
        }
        catch (GameException refused)
        {
            error = refused.Message;
        }
        catch (Exception exception) when (CallFailures.Explain(exception) is { } explanation)
        {
            error = explanation;
        }
        finally
        {
            lock (_calls)
            {
                // Whoever bound it meanwhile was first.
                binding = _state.IsValid(epoch) ? binding : null;
            }

            TryDecide(request, binding is null ? null : new SessionChanges { Settings = [], Bind = binding }, out var bound);
            error = bound ? null : error;

            // Until it is decided it counts as pending.
            lock (_calls)
            {
                _calls.EndBinding(request);
            }
        }

        CloseGuest(wasUser);
        return error is null ? new BindOutcome(Snapshot, null) : new BindOutcome(null, error);
    }

    /// <inheritdoc cref="ISessionHost.RenewAsync"/>
    internal Task<string?> RenewAsync(string token) => Host.RenewAsync(this, token);

    /// <summary>Gives a login other roles; nothing happens when the session is no longer bound to the user.</summary>
    internal void SetRights(string userId, SessionRights? rights)
    {
        lock (_calls)
        {
            if (!_ended && Snapshot.UserId == userId && !Snapshot.IsGuest)
            {
                _state.SetRights(rights);
            }
        }
    }

    /// <summary>Applies settings at once; false when the session or its binding is gone.</summary>
    internal bool Apply(uint epoch, SessionChanges changes)
    {
        lock (_calls)
        {
            if (_ended || !_state.IsValid(epoch))
            {
                return false;
            }

            var before = Snapshot.Settings;
            _state.Apply(changes);
            TellUser(before, changes);
            return true;
        }
    }

    /// <summary>What has become of a binding that a silo refers to.</summary>
    internal Binding Check(uint epoch)
    {
        lock (_calls)
        {
            return _ended ? Binding.Gone
                : FindDeciding(epoch) is not null ? Binding.Pending
                : IsBound(epoch) ? Binding.Valid
                : _calls.FindUndecided(epoch) is null ? Binding.Gone
                : Binding.Pending;
        }
    }

    /// <summary>Whether the session is bound so now, whatever may still wait for that binding.</summary>
    internal bool IsBound(uint epoch)
    {
        lock (_calls)
        {
            return !_ended && (epoch == CloseItem.AnyEpoch || _state.IsValid(epoch));
        }
    }

    /// <summary>
    /// Runs an action once the call that may make a binding has ended; now when there is none. Actions for one binding run in their order. Whether the binding came to be
    /// is for the action to ask (<see cref="IsBound"/>).
    /// </summary>
    internal void WhenDecided(uint epoch, Action action)
    {
        lock (_calls)
        {
            if ((FindDeciding(epoch) ?? _calls.FindUndecided(epoch)) is { } call)
            {
                (call.Deferred ??= []).Add(action);
                return;
            }
        }

        action();
    }

    /// <summary>Sends a push to a binding once it is valid; false when it is gone.</summary>
    internal bool TrySend(uint epoch, OutboundMessage message)
    {
        switch (Check(epoch))
        {
            case Binding.Valid:
                TryWrite(message);
                return true;
            case Binding.Pending:
                SendWhenDecided(epoch, message);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Remembers a group that the session was put into; false when the binding is gone.</summary>
    internal bool TryEnter(ISessionGroup group, uint epoch)
    {
        lock (_calls)
        {
            if (Check(epoch) == Binding.Gone)
            {
                return false;
            }

            _state.Enter(group, epoch);
            return true;
        }
    }

    /// <summary>Forgets a group.</summary>
    internal void Leave(ISessionGroup group, uint? epoch = null)
    {
        lock (_calls)
        {
            _state.Leave(group, epoch);
        }
    }

    /// <summary>Adds or removes a watcher; false when the binding is gone, or has as many watchers as it may: to one more it is as good as gone.</summary>
    internal bool Watch(uint epoch, GrainId grain, bool on)
    {
        lock (_calls)
        {
            if (_ended || !_state.IsValid(epoch))
            {
                return false;
            }

            if (!on)
            {
                _state.Unwatch(epoch, grain);
                return true;
            }

            if (_state.TryWatch(epoch, grain, Host.Options.Limits.MaxWatchersPerSession))
            {
                return true;
            }
        }

        Host.Reports.Exceeded("watchers", SocketGate.Option(nameof(GatewayLimits.MaxWatchersPerSession)), Connection.RemoteAddress);
        return false;
    }

    // Who has logged out is a guest again, where there are guests.
    private void CloseGuest(bool wasUser)
    {
        if (wasUser && !Host.HasGuests && Snapshot.IsGuest)
        {
            Close(SessionEndReason.NotAuthorized);
        }
    }

    // Each user that somebody becomes is one for the cluster to keep.
    private bool MayLogIn(string userId)
    {
        lock (_calls)
        {
            return _ended || userId == Snapshot.UserId || _calls.MayLogIn();
        }
    }

    // Applies what a call or a binding changed, if anything; what silos sent to the new binding waited for it. False when it was decided before.
    private bool TryDecide(ClientRequest request, SessionChanges? changes, out bool applied)
    {
        (SessionAddress Session, GrainId Grain)[]? unbound = null;
        List<(ISessionGroup Group, uint Epoch)>? left = null;
        List<Action>? deferred;
        (ClientIdHash Before, ClientIdHash Now)? clientId = null;
        lock (_calls)
        {
            if (request.Decided)
            {
                applied = false;
                return false;
            }

            request.Decided = true;
            (deferred, request.Deferred) = (request.Deferred, null);
            if (deferred is not null)
            {
                (_deciding ??= []).Add(request);
            }

            applied = changes is not null && !_ended;
            if (applied)
            {
                var settings = Snapshot.Settings;
                unbound = _state.Apply(changes!);
                TellUser(settings, changes!);
                left = changes!.Bind is null ? null : _state.LeaveGroups(IsGone);
                clientId = changes.Bind is null ? null : ChangeClientId();
            }
        }

        if (clientId is { } changed)
        {
            Host.OnClientIdChanged(this, changed.Before, changed.Now);
        }

        if (applied && changes!.Bind?.Login is not null)
        {
            Host.OnBound(this);
        }

        // What arrives meanwhile queues up behind, or it would overtake what waited.
        while (deferred is not null)
        {
            deferred.ForEach(static action => action());
            lock (_calls)
            {
                (deferred, request.Deferred) = (request.Deferred, null);
                if (deferred is null)
                {
                    _deciding!.Remove(request);
                }
            }
        }

        if (left is not null)
        {
            LeaveGroups(left);
        }

        if (unbound is { Length: > 0 })
        {
            Host.NotifyWatchers(Snapshot.Gateway, unbound, SessionEndReason.Unbound);
        }

        return true;
    }

    // Apart, so that only what waits allocates what it captures.
    private void SendWhenDecided(uint epoch, OutboundMessage message) => WhenDecided(epoch, () =>
    {
        if (IsBound(epoch))
        {
            TryWrite(message);
        }
    });

    private ClientRequest? FindDeciding(uint epoch)
    {
        for (var i = 0; i < _deciding?.Count; i++)
        {
            if (_deciding[i].Number == epoch)
            {
                return _deciding[i];
            }
        }

        return null;
    }

    private bool IsGone(uint epoch) => Check(epoch) == Binding.Gone;

    private void LeaveGroups(List<(ISessionGroup Group, uint Epoch)> groups)
    {
        foreach (var (group, epoch) in groups)
        {
            group.Leave(this, epoch);
        }
    }

    // In the order in which they applied: a later change must not be overwritten by an earlier one.
    private void TellUser(Dictionary<string, string> before, SessionChanges changes)
    {
        var (userId, reference) = (Snapshot.UserId, Snapshot.Ref);
        if (changes.Bind?.Login is { } login)
        {
            KeyValuePair<string, string?>[] settings = login.Store
                ? [.. before.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)), .. changes.Settings]
                : [];
            _stored = Host.TellUserAsync(new UserNews(userId, reference, login, settings));
        }
        else if (_state.Stores && changes.Settings.Length > 0)
        {
            _stored = Host.TellUserAsync(new UserNews(userId, reference, Login: null, changes.Settings));
        }
    }
}
