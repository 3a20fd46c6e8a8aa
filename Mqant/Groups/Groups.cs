namespace Mqant;

/// <summary>Groups as grains find them.</summary>
internal sealed class Groups(IGrainFactory grains, PushEncoder encoder) : IGroups
{
    public Group Get(string name) => new(name, grains, encoder);
}
