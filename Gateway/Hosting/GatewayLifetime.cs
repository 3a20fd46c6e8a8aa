using Mqant.Gateway.Cluster;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Mqant.Gateway.Hosting;

/// <summary>
/// Gives the gateway its address in the cluster before listeners open, and empties it before they close: it is started after Orleans and before Kestrel.
/// </summary>
internal sealed class GatewayLifetime(
    LaneReceiver receiver,
    GatewayLease lease,
    SessionHub sessions,
    ModuleCatalog modules,
    GatewayEndpoints endpoints,
    IHostApplicationLifetime lifetime,
    IOptions<GatewayOptions> options,
    TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan TrimEvery = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SayWaitingAfter = TimeSpan.FromSeconds(2);

    private ITimer? _trim;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lease.Start();
        _trim = time.CreateTimer(_ => receiver.Trim(), null, TrimEvery, TrimEvery);
        lifetime.ApplicationStarted.Register(() => _ = AnnounceAsync());
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before any service stops: calls in flight still reach their grains and their answers the clients.
    public Task StoppingAsync(CancellationToken cancellationToken) => sessions.DrainAsync();

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_trim is not null)
        {
            await _trim.DisposeAsync();
        }

        await lease.StopAsync();
    }

    private async Task AnnounceAsync()
    {
        endpoints.Announce(Console.Out, options.Value);
        if (await Task.WhenAny(modules.WhenOffered, Task.Delay(SayWaitingAfter, time)) != modules.WhenOffered)
        {
            Console.WriteLine("No silo offers a module yet; waiting for one.");
            await modules.WhenOffered;
        }

        await lease.WhenKnown;

        Console.WriteLine("Ready.");
    }
}
