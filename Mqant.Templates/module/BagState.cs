namespace Bag;

/// <summary>What is stored. Properties are known by their <c>[Id]</c>, which is never used again for another.</summary>
[GenerateSerializer, Alias("Bag.BagState")]
public sealed class BagState
{
    [Id(0)]
    public List<string> Items { get; set; } = [];
}
