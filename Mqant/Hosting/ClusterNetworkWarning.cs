using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Says at start that what silos tell each other is not encrypted, where others could listen.</summary>
internal sealed partial class ClusterNetworkWarning(ILocalSiloDetails silo, ILogger<ClusterNetworkWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IPAddress.IsLoopback(silo.SiloAddress.Endpoint.Address))
        {
            Log.NotEncrypted(logger, silo.SiloAddress.Endpoint.Address);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "This process talks to the cluster on {Address} without TLS: only machines of the cluster may reach it.")]
        public static partial void NotEncrypted(ILogger logger, IPAddress address);
    }
}
