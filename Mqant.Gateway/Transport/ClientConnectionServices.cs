using System.Diagnostics.Metrics;
using Mqant.Gateway.Hub;

namespace Mqant.Gateway.Transport;

/// <summary>What every client connection of this process shares. A protocol's connection handler takes it from dependency injection.</summary>
public sealed class ClientConnectionServices : IDisposable
{
    private readonly LiveOptions<GatewayOptions> _options;

    internal ClientConnectionServices(
        SessionHub sessions,
        LiveOptions<GatewayOptions> options,
        IMeterFactory meters,
        ILoggerFactory loggers,
        IHostApplicationLifetime lifetime,
        TimeProvider time)
    {
        Sessions = sessions;
        _options = options;
        Stopping = lifetime.ApplicationStopping;
        Wheel = new TimerWheel(time);

        Stopping.UnsafeRegister(static services => ((ClientConnectionServices)services!).OnStopping(), this);
        Gate = new ConnectionGate(Options.MaxConnections, Options.MaxConnectionsPerAddress);
        Metrics = new ConnectionMetrics(meters);
        Log = loggers.CreateLogger<ClientConnection>();
    }

    /// <summary>The gateway's settings as they are now: limits that are changed count for connections that come after.</summary>
    public GatewayOptions Options => _options.Value;

    internal SessionHub Sessions { get; }

    internal CancellationToken Stopping { get; }

    internal TimerWheel Wheel { get; }

    internal ConnectionGate Gate { get; }

    internal ConnectionMetrics Metrics { get; }

    internal ILogger Log { get; }

    /// <summary>Stops the clock of all deadlines; the host calls this when no connection is left.</summary>
    public void Dispose() => Wheel.Dispose();

    private void OnStopping()
    {
        // Every connection has a deadline, which spares them a registration of their own.
        foreach (var state in Wheel.GetStates())
        {
            (state as ClientConnection)?.OnStopping();
        }
    }
}
