using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The ports of a silo until its listeners have them. Those open with SO_REUSEADDR and SO_REUSEPORT: without this, several silos would listen on one port,
/// under one identity.
/// </summary>
internal sealed class HeldSiloPorts(SiloEndpoints endpoints, params IReadOnlyList<HeldPort> ports) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    // Orleans' listeners open in between.
    private const int BeforeListeners = ServiceLifecycleStage.RuntimeInitialize - 2;
    private const int AfterListeners = ServiceLifecycleStage.RuntimeInitialize;

    /// <summary>Where they are.</summary>
    public SiloEndpoints Endpoints => endpoints;

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle lifecycle)
    {
        lifecycle.Subscribe(nameof(HeldSiloPorts), BeforeListeners, _ => ForEach(port => port.Share()));
        lifecycle.Subscribe(nameof(HeldSiloPorts), AfterListeners, _ => ForEach(port => port.Dispose()));
    }

    /// <summary>Lets go of ports that no listener took over, because the silo did not start.</summary>
    public void Dispose()
    {
        foreach (var port in ports)
        {
            port.Dispose();
        }
    }

    private Task ForEach(Action<HeldPort> action)
    {
        foreach (var port in ports)
        {
            action(port);
        }

        return Task.CompletedTask;
    }
}
