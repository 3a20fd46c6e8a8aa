using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Publishes the modules that this silo hosts in the cluster manifest.</summary>
internal sealed class ModuleGrainProperties : IGrainPropertiesProvider
{
    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties) =>
        ModuleDescriptor.For(grainClass)?.Traits.WriteTo(properties);
}
