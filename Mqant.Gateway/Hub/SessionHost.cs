using Microsoft.Extensions.Options;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Hooks;
using Mqant.Gateway.Identity;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Telemetry;
using Orleans.Runtime;

namespace Mqant.Gateway.Hub;

/// <summary>The gateway as its sessions see it: who does what they ask for.</summary>
internal sealed partial class SessionHost(
    SessionRegistry registry,
    Router router,
    CallDispatcher dispatcher,
    WatcherNotifier watchers,
    SessionUsers users,
    ClientIds clientIds,
    SessionHooks hooks,
    SessionExpiry expiry,
    TokenRenewal renewal,
    SessionDrain drain,
    PolicyFollower policy,
    RequestTracing tracing,
    GatewayHooks gatewayHooks,
    GatewayMetrics metrics,
    ByteBudget bytes,
    AddressBook addresses,
    BudgetReports reports,
    LineLimiter lines,
    IOptions<GatewayOptions> options,
    IOptions<AuthenticationOptions> authentication,
    TimeProvider time,
    ILogger<SessionHost> logger) : ISessionHost
{
    private readonly ILogger _logger = lines.Limit(logger);

    public GatewayOptions Options { get; } = options.Value;

    public bool HasGuests { get; } = authentication.Value.Guests.Allowed;

    public TimeProvider Time => time;

    public RequestTracing Tracing => tracing;

    public GatewayHooks Hooks => gatewayHooks;

    public GatewayMetrics Metrics => metrics;

    public ByteBudget Bytes => bytes;

    public AddressBook Addresses => addresses;

    public BudgetReports Reports => reports;

    public string? Route(ClientSession session, ClientRequest request, out CallTarget target) => router.Route(session, request, out target);

    public IModuleExtension GetTarget(GrainId grain) => dispatcher.GetTarget(grain);

    public void Run(GrainQueue queue) => dispatcher.Run(queue);

    public void Run(ClientSession session, CallInFlight call) => _ = dispatcher.RunUnorderedAsync(session, call);

    public Task OnOpened(ClientSession session) => hooks.ConnectedAsync(session);

    // The silo that let the user in may not have known of the ban yet.
    public void OnBound(ClientSession session)
    {
        if (policy.FindBan(BanKind.User, session.UserId) is { } ban)
        {
            session.Dismiss(ban.Reason, SessionEndReason.Banned);
        }
    }

    public ClientIdHash? GetClientId(ClientSession session) => clientIds.Scope(session.Snapshot, session.ClientName);

    public void OnClientIdChanged(ClientSession session, ClientIdHash before, ClientIdHash now) => _ = clientIds.ChangeAsync(session, before, now);

    public void OnEnded(ClientSession session, SessionEndReason reason)
    {
        registry.Remove(session);
        expiry.Remove(session);
        drain.OnRemoved();
        if (session.IsOpen)
        {
            hooks.Disconnected(session, reason);
        }

        if (session.ClientId is { } clientId)
        {
            clientIds.Release(new ClientIdClaim(clientId, session.Snapshot.Ref));
        }
    }

    public void OnFailed(ClientSession session, Exception exception) => 
        Log.Failed(_logger, session.Connection.Transport, session.Id, session.Snapshot.UserId, exception);

    public void NotifyWatchers(GatewayAddress gateway, (SessionAddress Session, GrainId Grain)[] ended, SessionEndReason reason) =>
        watchers.Notify(gateway, ended, reason);

    public ValueTask<SessionBinding?> ReserveUserAsync(SessionSnapshot session, uint epoch, string userId, bool store, SessionRights? rights) =>
        users.ReserveAsync(session, epoch, userId, store, rights);

    public Task<string?> RenewAsync(ClientSession session, string token) => renewal.RenewAsync(session, token);

    public Task TellUserAsync(UserNews news) => users.TellAsync(news);

    private static partial class Log
    {
        [LoggerMessage(2701, LogLevel.Error, "The {Transport} connection of session {Session} of user '{User}' failed and is closed.")]
        public static partial void Failed(ILogger logger, string transport, string session, string user, Exception exception);
    }
}
