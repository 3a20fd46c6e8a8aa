using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Groups;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>One connected client: who it is, its settings, and its calls in flight. Knows no client protocol.</summary>
public sealed class ClientSession
{
    private readonly Lock _gate = new();
    private readonly SessionHub _hub;
    private readonly SessionCalls _calls;
    private readonly SessionState _state;
    private List<ClientRequest>? _deciding;
    private Task _stored = Task.CompletedTask;
    private IdSpan _key;
    private TaskCompletionSource? _ready;
    private TaskCompletionSource? _idle;
    private bool _ended;

    internal ClientSession(SessionHub hub, IClientConnection connection, SessionSnapshot snapshot)
    {
        _hub = hub;
        _calls = new SessionCalls(hub.Dispatcher);
        _state = new SessionState(snapshot);
        Connection = connection;
    }

    /// <summary>The connection that the session lives on.</summary>
    public IClientConnection Connection { get; }

    /// <summary>The session's id, unique in the cluster.</summary>
    public string Id => Snapshot.Ref.ToString();

    /// <summary>The user that the session is bound to; empty for a guest.</summary>
    public string UserId => Snapshot.UserId;

    /// <summary>
    /// True while the requests that wait for a place in flight exceed one packet limit of bytes: the read loop then awaits
    /// <see cref="WhenReadyAsync"/> before it reads on, and the keep-alive clock stands still.
    /// </summary>
    public bool IsFull => _calls.WaitingBytes > _hub.Options.MaxPacketSize;

    /// <summary>The id as a grain's key.</summary>
    internal IdSpan Key => _key.IsDefault ? _key = IdSpan.Create(Id) : _key;

    internal long Number => Snapshot.SessionId;

    internal ClientIdHash? Claim { get; set; }

    /// <summary>The user and login that it is bound by, null for a guest.</summary>
    internal (string UserId, SessionRef Session, Login Login)? Bound
    {
        get
        {
            lock (_gate)
            {
                return !_ended && _state.Login is { } login ? (Snapshot.UserId, Snapshot.Ref, login) : null;
            }
        }
    }

    /// <summary>Completes when the hooks called so far have ended.</summary>
    internal Task Hooks { get; set; } = Task.CompletedTask;

    /// <summary>True once the client was let in.</summary>
    internal bool IsOpen { get; set; }

    /// <summary>Completes when the user was told of every change so far.</summary>
    internal Task Stored
    {
        get
        {
            lock (_gate)
            {
                return _stored;
            }
        }
    }

    internal SessionSnapshot Snapshot => _state.Snapshot;

    /// <summary>A guest of whom no call is under way that could change it.</summary>
    internal bool IsIdleGuest => Snapshot.UserId.Length == 0 && _calls.InFlight == 0;

    /// <summary>
    /// Gives a request to the core, which calls <see cref="IClientConnection.Complete"/> once for it, now or later. At the limit of requests in flight it
    /// waits here, in order. Calls start with <see cref="Flush"/>. Only the connection's read loop calls this, one call at a time.
    /// </summary>
    public void Submit(ClientRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _hub.Tracing.Begin(request);
        var error = _hub.Router.Route(this, request, out var target);
        if (error is null)
        {
            request.Target = target;
            lock (_gate)
            {
                if (_calls.MayUse(target))
                {
                    if (!_ended)
                    {
                        _calls.Add(request);
                    }

                    return;
                }
            }

            error = GameErrors.TooManyKeys;
        }

        Answer(request, CallDispatcher.Failed(error));
    }

    /// <summary>
    /// Starts the calls of the requests given to <see cref="Submit"/>. The read loop calls it when it has handled all it had read: requests that arrived
    /// together travel together.
    /// </summary>
    public void Flush()
    {
        while (true)
        {
            GrainQueue? queue;
            CallInFlight? unordered;
            lock (_gate)
            {
                if (!_calls.TryStart(out queue, out unordered))
                {
                    return;
                }
            }

            if (queue is not null)
            {
                _hub.Dispatcher.Run(this, queue);
            }
            else
            {
                _ = _hub.Dispatcher.RunUnorderedAsync(this, unordered!);
            }
        }
    }

    /// <summary>Completes when <see cref="IsFull"/> has become false or the session has ended.</summary>
    public ValueTask WhenReadyAsync()
    {
        lock (_gate)
        {
            if (_ended || !IsFull)
            {
                return default;
            }

            _ready ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_ready.Task);
        }
    }

    /// <summary>
    /// Ends the session: its calls in flight go on but what they changed is discarded, watchers are told. The protocol calls this when the connection is
    /// gone, however it went; the first reason stays. Does not close the connection.
    /// </summary>
    public void End(SessionEndReason reason)
    {
        List<(SessionAddress Session, GrainId Grain)> watchers;
        List<(LocalGroup Group, uint Epoch)> groups;
        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            _calls.Clear();
            watchers = _state.End();
            groups = _state.LeaveGroups(static _ => true);
            _ready?.TrySetResult();
            _idle?.TrySetResult();
        }

        _hub.Remove(this, reason);
        LeaveGroups(groups);
        _hub.Notify(Snapshot.Gateway, watchers, reason);
    }

    /// <summary>Completes once no call is in flight, or the session has ended.</summary>
    internal Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (_ended || _calls.InFlight == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    internal bool TryTake(GrainQueue queue, out CallInFlight? call, out List<ClientRequest>? expired)
    {
        lock (_gate)
        {
            return _calls.TryTake(queue, out call, out expired);
        }
    }

    internal void PutBack(GrainQueue queue, ReadOnlySpan<ClientRequest> requests)
    {
        lock (_gate)
        {
            _calls.PutBack(queue, requests);
        }
    }

    internal void RemoveUnordered(CallInFlight call)
    {
        lock (_gate)
        {
            _calls.RemoveUnordered(call);
        }
    }

    /// <summary>Ends a request in flight: applies what its handler changed, then answers. Then the next request takes its place.</summary>
    internal void Finish(ClientRequest request, in HandlerReply reply)
    {
        var applied = Decide(request, reply.Changes);
        Answer(request, new RequestOutcome(reply.Error, reply.Result, reply.IsRaw, reply.QualityOfService));
        lock (_gate)
        {
            _calls.Release();
            if (_calls.InFlight == 0)
            {
                _idle?.TrySetResult();
            }

            if (_ready is not null && !IsFull)
            {
                _ready.TrySetResult();
                _ready = null;
            }
        }

        if (applied)
        {
            TellUser(reply.Changes!.Bind);
        }
    }

    /// <summary>
    /// Binds the session to a user, or to nobody where the user is empty, on behalf of game code elsewhere. What silos send to the new binding meanwhile waits
    /// for the outcome.
    /// </summary>
    internal async Task<BindOutcome> BindAsync(uint epoch, string userId, bool store)
    {
        ClientRequest request;
        lock (_gate)
        {
            if (_ended || !_state.IsValid(epoch))
            {
                return new BindOutcome(null, GameErrors.NoSession);
            }

            if (Snapshot.UserId == userId)
            {
                return new BindOutcome(Snapshot, null);
            }

            request = _calls.BeginBinding();
        }

        SessionBinding? binding = null;
        var error = GameErrors.NoSession;
        try
        {
            binding = userId.Length == 0 ? SessionBinding.None(request.Number) : await _hub.ReserveAsync(this, request.Number, userId, store);
            error = binding is null ? GameErrors.AlreadyOnline : error;
        }
        catch (Exception exception) when (CallFailures.Explain(exception) is { } explanation)
        {
            error = explanation;
        }
        finally
        {
            lock (_gate)
            {
                _calls.EndBinding(request);

                // Whoever bound it meanwhile was first.
                binding = _state.IsValid(epoch) ? binding : null;
            }

            if (Decide(request, binding is null ? null : new SessionChanges { Settings = [], Bind = binding }))
            {
                error = null;
                TellUser(binding);
            }
        }

        return error is null ? new BindOutcome(Snapshot, null) : new BindOutcome(null, error);
    }

    /// <summary>Applies settings at once; false when the session or its binding is gone.</summary>
    internal bool Apply(uint epoch, SessionChanges changes)
    {
        lock (_gate)
        {
            if (_ended || !_state.IsValid(epoch))
            {
                return false;
            }

            _state.Apply(changes);
        }

        TellUser(bound: null);
        return true;
    }

    /// <summary>The call that is on its way and began with this number, or null.</summary>
    internal CallInFlight? FindBatch(uint first)
    {
        lock (_gate)
        {
            return _calls.FindBatch(first);
        }
    }

    /// <summary>What has become of a binding that a silo refers to.</summary>
    internal Binding Check(uint epoch)
    {
        lock (_gate)
        {
            return _ended ? Binding.Gone
                : FindDeciding(epoch) is not null ? Binding.Pending
                : epoch == CloseItem.AnyEpoch || _state.IsValid(epoch) ? Binding.Valid
                : _calls.FindUndecided(epoch) is null ? Binding.Gone
                : Binding.Pending;
        }
    }

    /// <summary>Remembers a group that the session was put into, unless the binding is gone.</summary>
    internal Binding Enter(LocalGroup group, uint epoch)
    {
        lock (_gate)
        {
            var binding = Check(epoch);
            if (binding != Binding.Gone)
            {
                _state.Enter(group, epoch);
            }

            return binding;
        }
    }

    /// <summary>Forgets a group.</summary>
    internal void Leave(LocalGroup group, uint? epoch = null)
    {
        lock (_gate)
        {
            _state.Leave(group, epoch);
        }
    }

    /// <summary>Sends a push to a binding once it is valid; false when it is gone.</summary>
    internal bool TrySend(uint epoch, OutboundMessage message)
    {
        switch (Check(epoch))
        {
            case Binding.Valid:
                Connection.TrySend(message);
                return true;
            case Binding.Pending:
                WhenDecided(epoch, () =>
                {
                    if (IsBound(epoch))
                    {
                        Connection.TrySend(message);
                    }
                });
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a binding was made, for an action of <see cref="WhenDecided"/>.</summary>
    internal bool IsBound(uint epoch)
    {
        lock (_gate)
        {
            return !_ended && _state.IsValid(epoch);
        }
    }

    /// <summary>Runs an action once the call that may make a binding has ended; at once when there is none. Actions for one binding run in their order.</summary>
    internal void WhenDecided(uint epoch, Action action)
    {
        lock (_gate)
        {
            if ((FindDeciding(epoch) ?? _calls.FindUndecided(epoch)) is { } call)
            {
                (call.Deferred ??= []).Add(action);
                return;
            }
        }

        action();
    }

    /// <summary>Adds or removes a watcher; false when the binding is gone.</summary>
    internal bool Watch(uint epoch, GrainId grain, bool on)
    {
        lock (_gate)
        {
            if (_ended || !_state.IsValid(epoch))
            {
                return false;
            }

            if (on)
            {
                _state.Watch(epoch, grain);
            }
            else
            {
                _state.Unwatch(epoch, grain);
            }

            return true;
        }
    }

    internal void Answer(ClientRequest request, in RequestOutcome outcome)
    {
        _hub.Tracing.End(request, outcome);
        Connection.Complete(request, outcome);
    }

    // Applies what a call or a binding changed, if anything; what silos sent to the new binding waited for it.
    private bool Decide(ClientRequest request, SessionChanges? changes)
    {
        List<(SessionAddress Session, GrainId Grain)>? unbound = null;
        List<(LocalGroup Group, uint Epoch)>? left = null;
        List<Action>? deferred;
        bool applied;
        lock (_gate)
        {
            request.Decided = true;
            (deferred, request.Deferred) = (request.Deferred, null);
            if (deferred is not null)
            {
                (_deciding ??= []).Add(request);
            }

            applied = changes is not null && !_ended;
            if (applied)
            {
                unbound = _state.Apply(changes!);
                left = changes!.Bind is null ? null : _state.LeaveGroups(IsGone);
            }
        }

        // What arrives meanwhile queues up behind, or it would overtake what waited.
        while (deferred is not null)
        {
            deferred.ForEach(static action => action());
            lock (_gate)
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

        if (unbound is { Count: > 0 })
        {
            _hub.Notify(Snapshot.Gateway, unbound, SessionEndReason.Unbound);
        }

        return applied;
    }

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

    private void LeaveGroups(List<(LocalGroup Group, uint Epoch)> groups)
    {
        foreach (var (group, epoch) in groups)
        {
            _hub.Groups.Leave(group, this, epoch);
        }
    }

    // One after the other: a later state must not be overwritten by an earlier one.
    private void TellUser(SessionBinding? bound)
    {
        SessionSnapshot snapshot;
        lock (_gate)
        {
            snapshot = Snapshot;
            if (snapshot.UserId.Length == 0 || (bound is null && !_state.Stores))
            {
                return;
            }

            var settings = _state.Stores ? snapshot.Settings : null;
            _stored = bound is null
                ? _hub.TellUserAsync(_stored, snapshot.UserId, user => user.StoreAsync(snapshot.Ref, settings!))
                : _hub.TellUserAsync(_stored, snapshot.UserId, user => user.BoundAsync(snapshot.Ref, bound.Login!, settings));
        }
    }
}
