using Mqant.Gateway.Hooks;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Telemetry;
using Orleans.Runtime;

namespace Mqant.Gateway.Sessions;

/// <summary>
/// What a session asks of the gateway around it. Sessions are at the bottom and know nobody who routes, calls grains, or tells them something: all of that comes through here.
/// </summary>
internal interface ISessionHost
{
    GatewayOptions Options { get; }

    TimeProvider Time { get; }

    RequestTracing Tracing { get; }

    /// <summary>The hooks that are services of this process.</summary>
    GatewayHooks Hooks { get; }

    GatewayMetrics Metrics { get; }

    /// <summary>Whether a session may be nobody's: else one that no longer has a user ends.</summary>
    bool HasGuests { get; }

    /// <summary>What all sessions share of the process's memory.</summary>
    ByteBudget Bytes { get; }

    /// <summary>What clients of one address share.</summary>
    AddressBook Addresses { get; }

    /// <summary>Told when somebody is held to a budget.</summary>
    BudgetReports Reports { get; }

    /// <summary>Finds the handler and grain that a request is for, or the error that the client gets. Sets <see cref="ClientRequest.ReplyExpected"/>.</summary>
    string? Route(ClientSession session, ClientRequest request, out CallTarget target);

    /// <summary>Where the calls for a grain go.</summary>
    IModuleExtension GetTarget(GrainId grain);

    /// <summary>Works on a queue until it is empty.</summary>
    void Run(GrainQueue queue);

    /// <summary>Makes one call that needs no order.</summary>
    void Run(ClientSession session, CallInFlight call);

    /// <summary>The client was let in. Called under the session's lock; completes when whoever is told of it has ended.</summary>
    Task OnOpened(ClientSession session);

    /// <summary>The session is bound to a user.</summary>
    void OnBound(ClientSession session);

    /// <summary>The client id within whoever has the session now; null where it is nobody's, and takes nothing over.</summary>
    ClientIdHash? GetClientId(ClientSession session);

    /// <summary>The session was bound to somebody else, and its client id became another one.</summary>
    void OnClientIdChanged(ClientSession session, ClientIdHash before, ClientIdHash now);

    /// <summary>The session has ended, whether its client was ever let in or not.</summary>
    void OnEnded(ClientSession session, SessionEndReason reason);

    /// <summary>The client protocol failed; the connection is closed.</summary>
    void OnFailed(ClientSession session, Exception exception);

    /// <summary>Tells grains that what they watched has ended.</summary>
    void NotifyWatchers(GatewayAddress gateway, (SessionAddress Session, GrainId Grain)[] ended, SessionEndReason reason);

    /// <summary>Reserves a user for a session until it commits or gives up the binding; null when the user is online elsewhere and stays.</summary>
    ValueTask<SessionBinding?> ReserveUserAsync(SessionSnapshot session, uint epoch, string userId, bool store, SessionRights? rights);

    /// <summary>Logs the session in by a token, or renews its login; returns what the client is told where it does not, or null.</summary>
    Task<string?> RenewAsync(ClientSession session, string token);

    /// <summary>Tells a user what has become of a session; completes when that was heard, or given up.</summary>
    Task TellUserAsync(UserNews news);
}
