using System.Runtime.InteropServices;
using Orleans.Messaging;
using Microsoft.AspNetCore.Hosting.Server;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Cluster;
using Mqant.Gateway.Hub;
using Mqant.Gateway.Lanes;
using Mqant.Gateway.Limits;

namespace Mqant.Gateway.Hosting;

/// <summary>
/// Gives the gateway its address in the cluster before listeners open, and empties it before they close: it is started after Orleans and before Kestrel.
/// </summary>
internal sealed partial class GatewayLifetime(
    ReceivingLanes lanes,
    AddressBook addresses,
    GatewayLease lease,
    SessionDrain drain,
    ModuleCatalog modules,
    PolicyFollower policy,
    GatewayReadiness readiness,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<GatewayLifetime> logger,
    IServer? server = null,
    IGatewayListProvider? silos = null) : IHostedLifecycleService
{
    private static readonly TimeSpan TrimEvery = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SayWaitingAfter = TimeSpan.FromSeconds(2);

    private ITimer? _trim;

    /// <exception cref="InvalidOperationException">The host is none that a gateway can live in.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (server is null)
        {
            throw new InvalidOperationException("A gateway opens its ports by Kestrel: add it to a WebApplicationBuilder.");
        }

        if (silos is not (null or LingeringGateways))
        {
            throw new InvalidOperationException("UseOrleansClient comes before AddMqantGateway, which makes the client one that a gateway can live on.");
        }

        lease.Start();
        _trim = time.CreateTimer(_ => Trim(), null, TrimEvery, TrimEvery);
        lifetime.ApplicationStarted.Register(() => _ = BecomeReadyAsync());
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before any service stops: calls in flight still reach their grains and their answers the clients.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Whoever tells the process a second time to end does not want to wait for its clients.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, EndDraining);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, EndDraining);
        await drain.RunAsync(cancellationToken);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_trim is not null)
        {
            await _trim.DisposeAsync();
        }

        await lease.StopAsync();
    }

    private void EndDraining(PosixSignalContext signal)
    {
        signal.Cancel = true;
        drain.End();
    }

    // An exception of a timer would end the process.
    private void Trim()
    {
        try
        {
            lanes.Trim();
            addresses.Trim();
        }
        catch (Exception exception)
        {
            Log.NotTrimmed(logger, exception);
        }
    }

    private async Task BecomeReadyAsync()
    {
        if (await Task.WhenAny(modules.WhenOffered, Task.Delay(SayWaitingAfter, time)) != modules.WhenOffered)
        {
            Log.Waiting(logger);
            await modules.WhenOffered;
        }

        await lease.WhenKnown;
        await policy.WhenKnown;
        readiness.Set();
    }

    private static partial class Log
    {
        [LoggerMessage(2801, LogLevel.Information, "No silo offers a module yet; waiting for one.")]
        public static partial void Waiting(ILogger logger);

        [LoggerMessage(2802, LogLevel.Error, "Forgetting the lanes of silos that are gone, and the addresses of clients, failed.")]
        public static partial void NotTrimmed(ILogger logger, Exception exception);
    }
}
