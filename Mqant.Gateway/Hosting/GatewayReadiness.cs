namespace Mqant.Gateway.Hosting;

/// <summary>Whether the gateway has become ready, for whoever wants to tell.</summary>
public sealed class GatewayReadiness
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Completes once: when the gateway listens, the cluster offers a module and knows this gateway. From then on <c>/health/ready</c> tells whether it still is
    /// so.
    /// </summary>
    public Task WhenReady => _ready.Task;

    internal void Set() => _ready.TrySetResult();
}
