using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Mqant.Silo;

/// <summary>Prints where the silo listens once it takes calls.</summary>
internal sealed class SiloAnnouncement(ILocalSiloDetails silo, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            Console.WriteLine($"Silo on {silo.SiloAddress.Endpoint}");
            Console.WriteLine("Ready.");
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
