using System.Net;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The ports of a silo until its listeners have them. Those open with SO_REUSEADDR and SO_REUSEPORT: without this, several silos would listen on one port,
/// under one identity.
/// </summary>
/// <param name="address">Address that the silo listens on and tells other processes.</param>
/// <param name="silo">Port for other silos.</param>
/// <param name="gateway">Port for Orleans clients, if it takes any.</param>
internal sealed class HeldSiloPorts(IPAddress address, HeldPort silo, HeldPort? gateway) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    // Orleans' listeners open in between.
    private const int BeforeListeners = ServiceLifecycleStage.RuntimeInitialize - 2;
    private const int AfterListeners = ServiceLifecycleStage.RuntimeInitialize;

    /// <summary>Where the silo listens.</summary>
    public IPAddress Address => address;

    /// <summary>Port for other silos.</summary>
    public int SiloPort => silo.Port;

    /// <summary>Port for Orleans clients; 0 when it takes none.</summary>
    public int GatewayPort => gateway?.Port ?? 0;

    /// <summary>Where other silos reach it.</summary>
    public IPEndPoint SiloEndPoint => new(address, silo.Port);

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(HeldSiloPorts), BeforeListeners, _ => ForEach(port => port.Share()));
        lifecycle.Subscribe(nameof(HeldSiloPorts), AfterListeners, _ => ForEach(port => port.Dispose()));
    }

    /// <summary>Lets go of ports that no listener took over, because the silo did not start.</summary>
    public void Dispose()
    {
        silo.Dispose();
        gateway?.Dispose();
    }

    private Task ForEach(Action<HeldPort> action)
    {
        action(silo);
        if (gateway is not null)
        {
            action(gateway);
        }

        return Task.CompletedTask;
    }
}
