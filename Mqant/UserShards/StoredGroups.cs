namespace Mqant;

/// <summary>What is stored for a user of the groups that every session of the user joins.</summary>
[GenerateSerializer, Alias("mqant.StoredGroups")]
internal sealed class StoredGroups
{
    [Id(0)]
    public HashSet<string> Names { get; set; } = [];
}
