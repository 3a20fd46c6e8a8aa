using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mqant.Silo;

/// <summary>Prints where the silo listens once it takes calls.</summary>
internal sealed partial class SiloAnnouncement(SiloEndpoints endpoints, IHostApplicationLifetime lifetime, ILogger<SiloAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!IPAddress.IsLoopback(endpoints.Address))
        {
            Log.NotEncrypted(logger, endpoints.Address);
        }

        lifetime.ApplicationStarted.Register(() =>
        {
            Console.WriteLine($"Silo on {endpoints.Address}:{endpoints.Port}");
            Console.WriteLine("Ready.");
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "The silo listens on {Address} without TLS: only machines of the cluster may reach it.")]
        public static partial void NotEncrypted(ILogger logger, IPAddress address);
    }
}
