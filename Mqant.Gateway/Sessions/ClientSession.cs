using Mqant.Gateway.Telemetry;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>One connected client: who it is, its settings, and its calls in flight. Knows no client protocol.</summary>
public sealed partial class ClientSession
{
    // Also what is locked: an object less for each connection.
    private readonly SessionCalls _calls;
    private readonly SessionState _state;
    private readonly TransportStatistics _transport;
    private IdSpan _key;
    private TaskCompletionSource? _ready;
    private TaskCompletionSource? _idle;
    private readonly long _openedAt;
    private SessionEndReason _reason;
    private bool _leaving;
    private bool _ended;

    internal ClientSession(ISessionHost host, IClientConnection connection, string clientName, SessionSnapshot snapshot)
    {
        ClientName = clientName;
        _openedAt = host.Time.GetUtcNow().ToUnixTimeMilliseconds();
        Host = host;
        _calls = new SessionCalls(this);
        _state = new SessionState(snapshot);
        Connection = connection;
        _transport = host.Metrics.GetTransport(connection.Transport);
    }

    /// <summary>The connection that the session lives on.</summary>
    public IClientConnection Connection { get; }

    /// <summary>The session's id, unique in the cluster.</summary>
    public string Id => Snapshot.Ref.ToString();

    /// <summary>The user that the session is bound to; empty for a guest.</summary>
    public string UserId => Snapshot.UserId;

    /// <summary>
    /// True while the requests that wait for a place in flight exceed one packet limit of bytes, or all of the session's requests what the process can keep for it: the read loop then awaits
    /// <see cref="WhenReadyAsync"/> before it reads on, and the keep-alive clock stands still.
    /// </summary>
    public bool IsFull => _calls.WaitingBytes > Host.Options.MaxPacketSize || Host.Bytes.IsTooMuch(_calls.HeldBytes);

    /// <summary>The id as a grain's key.</summary>
    internal IdSpan Key => _key.IsDefault ? _key = IdSpan.Create(Id) : _key;

    internal long Number => Snapshot.SessionId;

    /// <summary>The client id that it holds, if any.</summary>
    internal ClientIdHash? ClientId { get; private set; }

    /// <summary>Completes when the hooks called so far have ended.</summary>
    internal Task Hooks { get; private set; } = Task.CompletedTask;

    /// <summary>True once the client was let in.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Whether the client has gone and only what it had sent is still handled.</summary>
    internal bool IsLeaving
    {
        get
        {
            lock (_calls)
            {
                return _leaving;
            }
        }
    }

    /// <summary>The gateway that it is in.</summary>
    internal ISessionHost Host { get; }

    internal SessionSnapshot Snapshot => _state.Snapshot;

    /// <summary>Bytes of its requests, in flight and waiting; a moment's view.</summary>
    internal int HeldBytes => _calls.HeldBytes;

    /// <summary>Its requests in flight and those that wait, for whoever counts: a moment's view.</summary>
    internal (int InFlight, int Waiting) Requests => (_calls.InFlight, _calls.Waiting);

    /// <summary>No call is under way that could change who it is.</summary>
    internal bool IsIdle => _calls.InFlight == 0;

    /// <summary>
    /// Lets the client in, with the client id that it holds, and tells the hooks; false when the session has ended already: then they never hear of it.
    /// </summary>
    internal bool TryOpen(ClientIdHash? clientId)
    {
        lock (_calls)
        {
            if (_ended)
            {
                return false;
            }

            Hooks = Host.OnOpened(this);
            ClientId = clientId;
            IsOpen = true;
            _transport.Sessions.Add(1);
            return true;
        }
    }

    /// <summary>Whether it has ended: it holds nothing any more.</summary>
    internal bool HasEnded
    {
        get
        {
            lock (_calls)
            {
                return _ended;
            }
        }
    }

    /// <summary>Whether the session may be the one that holds a client id: one that is not open yet has claimed the id that it will hold.</summary>
    internal bool MayHold(ClientIdHash clientId)
    {
        lock (_calls)
        {
            return ClientId is null || ClientId == clientId;
        }
    }

    /// <summary>
    /// Ends the session when its connection is over, however that went. Where the client went by itself, or was asked to connect elsewhere, what it had sent is
    /// handled first, for as long as one call may take; in any other case this is <see cref="End"/>. Does not close the connection.
    /// </summary>
    public async Task LeaveAsync(SessionEndReason reason)
    {
        if (reason is SessionEndReason.ClientDisconnected or SessionEndReason.ConnectionLost or SessionEndReason.KeepAliveTimeout or SessionEndReason.Draining)
        {
            await BeginLeaving(reason).WaitAsync(Host.Options.CallTimeout, Host.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        End(reason);
    }

    /// <summary>
    /// Ends the session: its calls in flight go on but what they changed is discarded, requests that wait are dropped, watchers are told. The first reason stays. Does
    /// not close the connection.
    /// </summary>
    public void End(SessionEndReason reason)
    {
        (SessionAddress Session, GrainId Grain)[] watchers;
        List<(ISessionGroup Group, uint Epoch)> groups;
        lock (_calls)
        {
            // Nobody needs the place of a client that is on its way out, and what it said before it went still counts.
            if (_ended || (_leaving && reason is SessionEndReason.TakenOver or SessionEndReason.DuplicateLogin))
            {
                return;
            }

            _ended = true;
            reason = _leaving ? _reason : reason;
            _transport.RequestsDropped.Add(_calls.Clear());
            watchers = _state.End();
            groups = _state.LeaveGroups(static _ => true);
            _ready?.TrySetResult();
            _idle?.TrySetResult();
            _transport.Sessions.Add(IsOpen ? -1 : 0);
        }

        Host.OnEnded(this, reason);
        LeaveGroups(groups);
        Host.NotifyWatchers(Snapshot.Gateway, watchers, reason);
    }

    /// <summary>Completes once no call is in flight, or the session has ended.</summary>
    internal Task WhenIdleAsync()
    {
        lock (_calls)
        {
            if (_ended || _calls.InFlight == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Writes a push; false as <see cref="IClientConnection.TrySend(OutboundMessage, TaskCompletionSource{bool})"/> says.</summary>
    internal bool TryWrite(OutboundMessage message, TaskCompletionSource<bool>? acknowledged = null)
    {
        if (Host.Hooks.HasOutbound)
        {
            if (SeenByHooks(message) is not { } left)
            {
                return false;
            }

            message = left;
        }

        try
        {
            return acknowledged is null ? Connection.TrySend(message) : Connection.TrySend(message, acknowledged);
        }
        catch (Exception exception)
        {
            GiveUp(exception);
            return false;
        }
    }

    /// <summary>Closes the connection and ends the session, also where the client protocol fails to close.</summary>
    internal void Close(SessionEndReason reason)
    {
        CloseConnection(reason);
        End(reason);
    }

    internal void CloseConnection(SessionEndReason reason)
    {
        try
        {
            Connection.Close(reason);
        }
        catch (Exception exception)
        {
            Host.OnFailed(this, exception);
        }
    }

    // The client id as it was and as it is, where it has become another one.
    private (ClientIdHash Before, ClientIdHash Now)? ChangeClientId()
    {
        if (ClientId is not { } before || Host.GetClientId(this) is not { } now || now == before)
        {
            return null;
        }

        ClientId = now;
        return (before, now);
    }

    private Task BeginLeaving(SessionEndReason reason)
    {
        lock (_calls)
        {
            _reason = _leaving ? _reason : reason;
            _leaving = true;
            return WhenIdleAsync();
        }
    }

    // A client protocol that fails must not keep other sessions from what is theirs. Its client misses something, and is told so by the end of its connection.
    private void GiveUp(Exception exception)
    {
        Host.OnFailed(this, exception);
        CloseConnection(SessionEndReason.ConnectionLost);
    }
}
