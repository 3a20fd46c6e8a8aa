using Microsoft.Extensions.Hosting;

namespace Mqant.Silo;

/// <summary>Prints where the silo listens once it takes calls.</summary>
internal sealed class SiloAnnouncement(SiloEndpoints endpoints, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            Console.WriteLine($"Silo on {endpoints.Address}:{endpoints.Port}");
            Console.WriteLine("Ready.");
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
