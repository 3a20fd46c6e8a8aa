using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mqant.Gateway.Hosting;

/// <summary>Says when an Orleans client has lost its last silo, and when it has one again.</summary>
internal sealed partial class ClusterConnection(IHostApplicationLifetime lifetime, ILogger<ClusterConnection> logger) : IClusterConnectionStatusObserver
{
    private int _isLost;

    public void NotifyClusterConnectionLost()
    {
        // One that stops closes its connections itself.
        if (!lifetime.ApplicationStopping.IsCancellationRequested && Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            Log.Lost(logger);
        }
    }

    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways > 0 && Interlocked.Exchange(ref _isLost, 0) == 1)
        {
            Log.Recovered(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1206, LogLevel.Information, "No silo answers any more; waiting for one.")]
        public static partial void Lost(ILogger logger);

        [LoggerMessage(1207, LogLevel.Information, "A silo answers again.")]
        public static partial void Recovered(ILogger logger);
    }
}
