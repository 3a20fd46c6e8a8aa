namespace Mqant;

/// <summary>Groups as grains find them.</summary>
internal sealed class Groups(IGrainFactory grains) : IGroups
{
    public Group Get(string name) => new(name, grains);
}
