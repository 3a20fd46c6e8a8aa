using Microsoft.Extensions.Hosting;
using Mqant.Operations.Management;
using Orleans.Runtime;

namespace Mqant.Silo;

/// <summary>Prints where the silo listens once it takes calls.</summary>
internal sealed class SiloAnnouncement(ILocalSiloDetails silo, ManagementEndpoint management, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() =>
        {
            Console.WriteLine($"Silo on {silo.SiloAddress.Endpoint}");
            if (management.Address is { } address)
            {
                Console.WriteLine($"Management on {address}");
            }

            Console.WriteLine("Ready.");
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
