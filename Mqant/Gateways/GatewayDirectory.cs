namespace Mqant;

/// <summary>The gateways of the cluster as this silo finds them.</summary>
internal sealed class GatewayDirectory(IGrainFactory grains, ILocalGateway? localGateway = null)
{
    /// <summary>All gateways that live.</summary>
    public async ValueTask<IReadOnlyList<GatewayAddress>> GetAsync() =>

        // A silo that is embedded in a gateway is a cluster of one process.
        localGateway is null ? await grains.GetGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key).GetAsync()
        : localGateway.Address is { } local ? [local]
        : [];
}
