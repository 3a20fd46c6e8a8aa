namespace Mqant;

/// <summary>The gateways of the cluster as this silo finds them.</summary>
internal sealed class GatewayDirectory(IGrainFactory grains, EmbeddedCluster? embedded = null, ILocalGateway? localGateway = null)
{
    /// <summary>All gateways that live.</summary>
    public async ValueTask<IReadOnlyList<GatewayAddress>> GetAsync() =>
        embedded is null ? await Grain.GetAsync()
        : localGateway?.Address is { } local ? [local]
        : [];

    /// <inheritdoc cref="IGatewayDirectoryGrain.FindLostAsync"/>
    public async ValueTask<IReadOnlyCollection<GatewayAddress>> FindLostAsync(IEnumerable<GatewayAddress> gateways) =>
        embedded is null ? await Grain.FindLostAsync([.. gateways])
        : [.. gateways.Where(gateway => !gateway.Equals(localGateway?.Address))];

    private IGatewayDirectoryGrain Grain => grains.GetGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key);
}
