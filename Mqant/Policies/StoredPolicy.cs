namespace Mqant;

/// <summary>What is stored of the policy.</summary>
[GenerateSerializer, Alias("mqant.StoredPolicy")]
internal sealed class StoredPolicy
{
    [Id(0)]
    public ClusterPolicy Policy { get; set; } = ClusterPolicy.Empty;
}
