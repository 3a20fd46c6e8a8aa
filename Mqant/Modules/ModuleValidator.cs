using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Refuses to start a silo whose modules cannot work.</summary>
internal sealed class ModuleValidator(IOptions<GrainTypeOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var byName = new Dictionary<string, Type>(StringComparer.Ordinal);
        foreach (var grainClass in options.Value.Classes.OrderBy(c => c.FullName, StringComparer.Ordinal))
        {
            if (ModuleDescriptor.For(grainClass) is { } module && !byName.TryAdd(module.Traits.Name, grainClass))
            {
                throw new ModuleDefinitionException(
                    $"{byName[module.Traits.Name]} and {grainClass} are both module {module.Traits.Name}. A silo hosts one grain class for each module.");
            }
        }
    }
}
