using Mqant.Gateway.Cluster;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Groups;
using Mqant.Gateway.Push;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>All sessions of this gateway process, and the door through which protocols open them.</summary>
public sealed partial class SessionHub
{
    private readonly SessionRegistry _registry;
    private readonly ModuleCatalog _modules;
    private readonly WatcherNotifier _watchers;
    private readonly ClientIds _clientIds;
    private readonly UserNewsSender _news;
    private readonly SessionHooks _hooks;
    private readonly UserLogins _logins;
    private readonly TimeProvider _time;
    private readonly ILogger<SessionHub> _logger;

    internal SessionHub(
        SessionRegistry registry,
        ModuleCatalog modules,
        CallDispatcher dispatcher,
        Router router,
        RequestTracing tracing,
        LaneReceiver receiver,
        WatcherNotifier watchers,
        ClientIds clientIds,
        UserNewsSender news,
        GroupRegistry groups,
        SessionHooks hooks,
        UserLogins logins,
        SessionMetrics metrics,
        IOptions<GatewayOptions> options,
        TimeProvider time,
        ILogger<SessionHub> logger)
    {
        _registry = registry;
        _modules = modules;
        Dispatcher = dispatcher;
        Router = router;
        Tracing = tracing;
        Receiver = receiver;
        _watchers = watchers;
        _clientIds = clientIds;
        _news = news;
        Groups = groups;
        _hooks = hooks;
        _logins = logins;
        Metrics = metrics;
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

    internal GroupRegistry Groups { get; }

    internal SessionMetrics Metrics { get; }

    internal GatewayOptions Options { get; }

    internal IEnumerable<ClientSession> Sessions => _registry.All;

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

        // Without a silo it is not known either which authenticators there are.
        if (Receiver.Address is not { } address || !_modules.WhenOffered.IsCompleted)
        {
            throw new SessionRefusedException(SessionRefusal.Unavailable);
        }

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
                Settings = opening.Settings.Count == 0 ? SessionSnapshot.NoSettings : new(opening.Settings, StringComparer.Ordinal),
            });
        _registry.Add(session);
        ClientIdHash? clientId = null;
        try
        {
            await AuthenticateAsync(session, opening).WaitAsync(cancellationToken);
            clientId = GetClientId(session, opening);
            if (clientId is { } claimed)
            {
                await _clientIds.ClaimAsync(new ClientIdClaim(claimed, session.Snapshot.Ref));
            }

            if (_draining)
            {
                throw new SessionRefusedException(SessionRefusal.Draining);
            }

            // Given up by the cluster meanwhile.
            if (!address.Equals(Receiver.Address))
            {
                throw new SessionRefusedException(SessionRefusal.Unavailable);
            }

            // Closed meanwhile: by a newer connection with the same client id, for example.
            if (!session.TryOpen(_hooks, clientId))
            {
                throw new SessionRefusedException(SessionRefusal.Unavailable);
            }
        }
        catch (Exception exception)
        {
            session.End(exception is OperationCanceledException ? SessionEndReason.ConnectionLost : SessionEndReason.Closed);
            Release(clientId, session);
            throw;
        }

        return session;
    }

    /// <summary>Ends the sessions that were opened under an address that the cluster has given up: it believes that they have ended.</summary>
    internal void EndAll(GatewayAddress address)
    {
        foreach (var session in _registry.All)
        {
            if (session.Snapshot.Gateway.Equals(address))
            {
                session.Close(SessionEndReason.GatewayLost);
            }
        }
    }

    internal void Remove(ClientSession session, SessionEndReason reason)
    {
        _registry.Remove(session);
        if (_draining)
        {
            EndDrainingIfEmpty();
        }

        if (session.IsOpen)
        {
            _hooks.Disconnected(session, reason);
        }

        Release(session.ClientId, session);
    }

    internal void ReportFailure(ClientSession session, Exception exception) => Log.Failed(_logger, session.Connection.Transport, session.Id, exception);

    internal void Notify(GatewayAddress gateway, (SessionAddress Session, GrainId Grain)[] watchers, SessionEndReason reason) =>
        _watchers.Notify(gateway, watchers, reason);

    /// <inheritdoc cref="UserNewsSender.TellAsync"/>
    internal Task TellUserAsync(UserNews news) => _news.TellAsync(news);

    /// <summary>Reserves a user for a session until it commits or gives up the binding; null when the user is online elsewhere and stays.</summary>
    internal async ValueTask<SessionBinding?> ReserveAsync(SessionSnapshot session, uint epoch, string userId, bool store)
    {
        var reference = new SessionRef(session.Gateway, session.SessionId, epoch);
        var answer = await _logins.BindAsync(userId, reference, session.Settings.GetValueOrDefault(SessionSettings.Device), store);
        return answer.ToBinding(userId, epoch);
    }

    /// <summary>Tells grains again what they may have lost with their silo.</summary>
    internal async Task RestoreAsync(ClientSession session)
    {
        if (session.Bound is var (userId, reference, login))
        {
            await TellUserAsync(new UserNews(userId, reference, login, []));
        }

        if (session.ClientId is { } clientId)
        {
            await _clientIds.RestoreAsync(new ClientIdClaim(clientId, session.Snapshot.Ref));
        }
    }

    private async Task AuthenticateAsync(ClientSession session, SessionOpening opening)
    {
        if (await _hooks.AuthenticateAsync(session, opening) is not { Decision: AuthenticationDecision.Accept } accepted)
        {
            return;
        }

        session.Apply(epoch: 0, new SessionChanges { Settings = [.. accepted.Settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))] });
        if (accepted.UserId.Length == 0)
        {
            return;
        }

        var outcome = await session.BindAsync(epoch: 0, accepted.UserId, accepted.Store);
        if (outcome.Error is { } error)
        {
            throw new SessionRefusedException(error == GameErrors.AlreadyOnline ? SessionRefusal.NotAuthorized : SessionRefusal.Unavailable);
        }
    }

    private ClientIdHash? GetClientId(ClientSession session, SessionOpening opening) => opening.TakesOver switch
    {
        false => null,
        true when Options.ClientIdTakeover == ClientIdTakeover.Always => ClientIdHash.Of($"*/{opening.ClientId}"),

        // Within one user or one address, for a stranger's id is easily guessed.
        true when Options.ClientIdTakeover == ClientIdTakeover.Auto => ClientIdHash.Of(
            session.UserId is { Length: > 0 } user ? $"user/{user}/{opening.ClientId}" : $"guest/{session.Snapshot.RemoteAddress}/{opening.ClientId}"),
        _ => null,
    };

    private void Release(ClientIdHash? clientId, ClientSession session)
    {
        if (clientId is { } held)
        {
            _clientIds.Release(new ClientIdClaim(held, session.Snapshot.Ref));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2701, LogLevel.Error, "The {Transport} connection of session {Session} failed and is closed.")]
        public static partial void Failed(ILogger logger, string transport, string session, Exception exception);
    }
}
