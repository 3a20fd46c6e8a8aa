using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Push;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>All sessions of this gateway process, and the door through which protocols open them.</summary>
public sealed partial class SessionHub
{
    private static readonly TimeSpan ClaimTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);

    private readonly SessionRegistry _registry;
    private readonly WatcherNotifier _watchers;
    private readonly BackgroundCalls _background;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private volatile bool _draining;

    internal SessionHub(
        SessionRegistry registry,
        CallDispatcher dispatcher,
        Router router,
        RequestTracing tracing,
        LaneReceiver receiver,
        WatcherNotifier watchers,
        BackgroundCalls background,
        IGrainFactory grains,
        IOptions<GatewayOptions> options,
        TimeProvider time,
        ILogger<SessionHub> logger)
    {
        _registry = registry;
        Dispatcher = dispatcher;
        Router = router;
        Tracing = tracing;
        Receiver = receiver;
        _watchers = watchers;
        _background = background;
        _grains = grains;
        Options = options.Value;
        _time = time;
        _logger = logger;
    }

    /// <summary>Sessions that are open now.</summary>
    public int Count => _registry.Count;

    internal CallDispatcher Dispatcher { get; }

    internal Router Router { get; }

    internal RequestTracing Tracing { get; }

    internal LaneReceiver Receiver { get; }

    internal GatewayOptions Options { get; }

    /// <summary>
    /// Opens a session for a connection whose client introduced itself. Sessions that it replaces are closed.
    /// </summary>
    /// <exception cref="SessionRefusedException">The gateway is not ready or draining, or the client is not let in.</exception>
    public async ValueTask<ClientSession> OpenAsync(IClientConnection connection, SessionOpening opening, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(opening);
        if (_draining)
        {
            throw new SessionRefusedException(SessionRefusal.Draining);
        }

        if (Receiver.Address is not { } address)
        {
            throw new SessionRefusedException(SessionRefusal.Unavailable);
        }

        ClientIdHash? claim = opening.TakeoverKey is { } key ? ClientIdHash.Of(key) : null;
        var session = new ClientSession(
            this,
            connection,
            new SessionSnapshot
            {
                Gateway = address,
                SessionId = _registry.NextNumber(),
                Epoch = 0,
                UserId = "",
                RemoteAddress = connection.RemoteAddress,
                Transport = connection.Transport,
                Settings = new(opening.Settings, StringComparer.Ordinal),
            },
            claim);
        _registry.Add(session);
        try
        {
            if (claim is { } id)
            {
                await ClaimAsync(id, session).WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            session.End(SessionEndReason.ConnectionLost);
            throw;
        }

        if (_draining)
        {
            session.End(SessionEndReason.Draining);
            throw new SessionRefusedException(SessionRefusal.Draining);
        }

        return session;
    }

    /// <summary>
    /// Lets nobody in any more and asks every client to go elsewhere: push <c>Session/OnReconnect {"reason":"draining"}</c>. Calls in flight get a moment to be
    /// answered before their session ends.
    /// </summary>
    internal async Task DrainAsync()
    {
        _draining = true;
        var notice = new OutboundMessage("Session/OnReconnect", ModuleJson.Encode(new Notice("draining")));
        var patience = Task.Delay(DrainPatience, _time);
        await Task.WhenAll(_registry.All.Select(session => DrainAsync(session, notice, patience)));
    }

    private static async Task DrainAsync(ClientSession session, OutboundMessage notice, Task patience)
    {
        session.Connection.TrySend(notice);
        await Task.WhenAny(session.WhenIdleAsync(), patience);
        session.Connection.Close(SessionEndReason.Draining);
        session.End(SessionEndReason.Draining);
    }

    internal void Remove(ClientSession session)
    {
        _registry.Remove(session);
        if (session.Claim is { } id)
        {
            _background.Run(() => _grains.GetGrain<IClientIdGrain>(id.Shard).ReleaseAsync(id, session.Snapshot.Ref));
        }
    }

    internal void Notify(GatewayAddress gateway, List<(SessionAddress Session, GrainId Grain)> watchers, SessionEndReason reason) =>
        _watchers.Notify(gateway, watchers, reason);

    internal async Task TellUserAsync(Task previous, string userId, Func<IUserGrain, Task> call)
    {
        await previous;
        await _background.RunAsync(() => call(_grains.GetGrain<IUserGrain>(userId)));
    }

    // Without a silo to ask, the client is let in all the same: a takeover missed is better than nobody connected.
    private async Task ClaimAsync(ClientIdHash id, ClientSession session)
    {
        try
        {
            await _grains.GetGrain<IClientIdGrain>(id.Shard).ClaimAsync(id, session.Snapshot.Ref).WaitAsync(ClaimTimeout, _time);
        }
        catch (Exception exception) when (CallFailures.Explain(exception) is not null)
        {
            Log.ClaimFailed(_logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Warning, "A client id could not be claimed; sessions with the same id stay open: {Reason}")]
        public static partial void ClaimFailed(ILogger logger, string reason);
    }
}
