using Mqant.Gateway.Hub;
using Mqant.Gateway.Telemetry;

namespace Mqant.Gateway.Transport;

/// <summary>What every client connection of this process shares. A protocol's connection handler takes it from dependency injection.</summary>
public sealed class ClientConnectionServices : IDisposable
{
    private readonly LiveOptions<GatewayOptions> _options;

    internal ClientConnectionServices(
        SessionHub sessions,
        bool takesTokens,
        LiveOptions<GatewayOptions> options,
        GatewayMetrics metrics,
        ILoggerFactory loggers,
        IHostApplicationLifetime lifetime,
        TimeProvider time)
    {
        Sessions = sessions;
        TakesTokens = takesTokens;
        _options = options;
        Stopping = lifetime.ApplicationStopping;
        Wheel = new TimerWheel(time);

        Stopping.UnsafeRegister(static services => ((ClientConnectionServices)services!).OnStopping(), this);
        Gate = new ConnectionGate(Options.MaxConnections, Options.MaxConnectionsPerAddress);
        metrics.Budgets.Add(() => new Budget("connections", Key(nameof(GatewayOptions.MaxConnections)), Gate.Count, Gate.MaxConnections));
        metrics.Budgets.Add(() => Gate.MaxConnectionsPerAddress == 0
            ? null
            : new Budget("connections_per_address", Key(nameof(GatewayOptions.MaxConnectionsPerAddress)), Gate.Busiest, Gate.MaxConnectionsPerAddress));
        Metrics = metrics;
        metrics.Budgets.Add(() => new Budget(
            "requests_in_flight", Key(nameof(GatewayOptions.MaxRequestsInFlight)), metrics.Sessions?.Invoke().Busiest ?? 0, Options.MaxRequestsInFlight));
        Log = loggers.CreateLogger<ClientConnection>();
    }

    /// <summary>The gateway's settings as they are now: limits that are changed count for connections that come after.</summary>
    public GatewayOptions Options => _options.Value;

    internal SessionHub Sessions { get; }

    /// <summary>Whether clients may log in by tokens.</summary>
    internal bool TakesTokens { get; }

    internal CancellationToken Stopping { get; }

    internal TimerWheel Wheel { get; }

    internal ConnectionGate Gate { get; }

    internal GatewayMetrics Metrics { get; }

    internal ILogger Log { get; }

    /// <summary>Stops the clock of all deadlines; the host calls this when no connection is left.</summary>
    public void Dispose() => Wheel.Dispose();

    private static string Key(string option) => $"{GatewayOptions.SectionName}:{option}";

    private void OnStopping()
    {
        // Every connection has a deadline, which spares them a registration of their own.
        foreach (var state in Wheel.GetStates())
        {
            (state as ClientConnection)?.OnStopping();
        }
    }
}
