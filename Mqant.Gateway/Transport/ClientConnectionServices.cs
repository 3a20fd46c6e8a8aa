using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Hooks;
using Mqant.Gateway.Hub;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Telemetry;

namespace Mqant.Gateway.Transport;

/// <summary>What every client connection of this process shares. A protocol's connection handler takes it from dependency injection.</summary>
public sealed class ClientConnectionServices : IDisposable
{
    private readonly LiveOptions<GatewayOptions> _options;
    private readonly GatewayHooks _hooks;

    internal ClientConnectionServices(
        SessionHub sessions,
        bool takesTokens,
        LiveOptions<GatewayOptions> options,
        SocketGate sockets,
        AddressBook addresses,
        ByteBudget bytes,
        BudgetReports reports,
        GatewayMetrics metrics,
        LineLimiter lines,
        ILogger<ClientConnection> logger,
        GatewayHooks hooks,
        IHostApplicationLifetime lifetime,
        TimeProvider time)
    {
        Sessions = sessions;
        TakesTokens = takesTokens;
        _hooks = hooks;
        _options = options;
        Stopping = lifetime.ApplicationStopping;
        Wheel = new TimerWheel(time);

        Stopping.UnsafeRegister(static services => ((ClientConnectionServices)services!).OnStopping(), this);
        Sockets = sockets;
        Bytes = bytes;
        Reports = reports;
        Gate = new ConnectionGate(Options.MaxConnections);
        Metrics = metrics;
        Log = lines.Limit(logger);
        AddBudgets(metrics.Budgets, addresses);
    }

    /// <summary>The gateway's settings as they are now: limits that are changed count for connections that come after.</summary>
    public GatewayOptions Options => _options.Value;

    /// <summary>Whether code of the program's own runs where requests come and go, for how long ever.</summary>
    internal bool RunsHooks => _hooks.HasAny || _hooks.HasSamplers || _hooks.HasRouters;

    internal SessionHub Sessions { get; }

    /// <summary>Whether clients may log in by tokens.</summary>
    internal bool TakesTokens { get; }

    internal CancellationToken Stopping { get; }

    internal TimerWheel Wheel { get; }

    internal SocketGate Sockets { get; }

    internal ByteBudget Bytes { get; }

    internal BudgetReports Reports { get; }

    internal ConnectionGate Gate { get; }

    internal GatewayMetrics Metrics { get; }

    internal ILogger Log { get; }

    /// <summary>Stops the clock of all deadlines; the host calls this when no connection is left.</summary>
    public void Dispose() => Wheel.Dispose();

    /// <summary>Whether another client may be let in; else that is reported.</summary>
    internal bool TryEnter(string who)
    {
        if (Bytes.IsSpent)
        {
            ReportMemory(who);
            return false;
        }

        if (Gate.TryEnter())
        {
            return true;
        }

        Reports.Exceeded("connections", Key(nameof(GatewayOptions.MaxConnections)), who);
        return false;
    }

    /// <summary>A client must wait because it has more bytes here than it may.</summary>
    internal void ReportBytes(int held, string who)
    {
        if (held > Bytes.MaxPerClient)
        {
            Reports.Exceeded("session_bytes", SocketGate.Option(nameof(GatewayLimits.MaxSessionBytes)), who);
        }
        else
        {
            ReportMemory(who);
        }
    }

    /// <summary>All clients together have more bytes here than they may.</summary>
    internal void ReportMemory(string who) => Reports.Exceeded("client_bytes", SocketGate.Option(nameof(GatewayLimits.MemoryShare)), who);

    /// <summary>A client sends faster than it may.</summary>
    internal void ReportPace(string who) => Reports.Exceeded("request_rate", $"{Key(nameof(GatewayOptions.MaxRequestsPerSecond))}, {nameof(GatewayOptions.MaxBytesPerSecond)}", who);

    private static string Key(string option) => $"{GatewayOptions.SectionName}:{option}";

    private void AddBudgets(Mqant.Budgets budgets, AddressBook addresses)
    {
        budgets.Add(() => new Budget("connections", Key(nameof(GatewayOptions.MaxConnections)), Gate.Count, Gate.MaxConnections));
        budgets.Add(() => new Budget(SocketGate.Sockets, SocketGate.Option(nameof(GatewayLimits.MaxSockets)), Sockets.Count.Clients, Sockets.Limits.Clients));
        budgets.Add(() => new Budget(SocketGate.HttpConnections, SocketGate.Option(nameof(GatewayLimits.MaxHttpConnections)), Sockets.Count.Http, Sockets.Limits.Http));
        budgets.Add(() => Sockets.Limits.PerAddress == 0
            ? null
            : new Budget(SocketGate.PerAddress, Key(nameof(GatewayOptions.MaxConnectionsPerAddress)), addresses.Busiest, Sockets.Limits.PerAddress));
        budgets.Add(() => new Budget("client_bytes", SocketGate.Option(nameof(GatewayLimits.MemoryShare)), Bytes.Used, Bytes.Limit));
        budgets.Add(() => new Budget("session_bytes", SocketGate.Option(nameof(GatewayLimits.MaxSessionBytes)), Metrics.Sessions?.Invoke().LargestBytes ?? 0, Bytes.MaxPerClient));
        budgets.Add(() => new Budget(
            "requests_in_flight", Key(nameof(GatewayOptions.MaxRequestsInFlight)), Metrics.Sessions?.Invoke().Busiest ?? 0, Options.MaxRequestsInFlight));
    }

    private void OnStopping()
    {
        // Every connection has a deadline, which spares them a registration of their own.
        foreach (var state in Wheel.GetStates())
        {
            (state as ClientConnection)?.OnStopping();

            // One that has not come to its protocol was promised nothing.
            (state as ConnectionContext)?.Abort();
        }
    }
}
