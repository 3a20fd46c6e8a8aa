namespace Mqant;

/// <summary>The gateways that live, as the directory's next activation finds them.</summary>
[GenerateSerializer, Alias("mqant.StoredGateways")]
internal sealed class StoredGateways
{
    /// <summary>Another one after the record was lost.</summary>
    [Id(0)]
    public Guid Id { get; set; } = Guid.NewGuid();

    [Id(1)]
    public HashSet<GatewayAddress> Gateways { get; set; } = [];
}
