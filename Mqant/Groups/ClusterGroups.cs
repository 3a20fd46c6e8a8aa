namespace Mqant;

/// <summary>Groups as grains find them.</summary>
internal sealed class ClusterGroups(IGrainFactory grains, PushEncoder encoder, INamePolicy names) : IGroups
{
    public Group Get(string name) => new(name, grains, encoder, names);
}
