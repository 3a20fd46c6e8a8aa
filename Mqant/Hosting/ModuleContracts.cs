using System.Reflection;

namespace Mqant;

/// <summary>Grain interfaces and messages that modules bring along in assemblies of their own: one copy for all modules, so that they can call each other.</summary>
internal sealed class ModuleContracts
{
    private readonly Dictionary<string, (Assembly Assembly, string Module)> _loaded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The copy that the first module brought along.</summary>
    /// <exception cref="SettingsException">Another module brought another version along.</exception>
    public Assembly GetOrLoad(string name, string module, string file, Func<string, Assembly> load)
    {
        if (!_loaded.TryGetValue(name, out var loaded))
        {
            loaded = (load(file), module);
            _loaded.Add(name, loaded);
            return loaded.Assembly;
        }

        var (version, first) = (AssemblyName.GetAssemblyName(file).Version, loaded.Assembly.GetName().Version);
        return version == first
            ? loaded.Assembly
            : throw new SettingsException(
                $"Module {module} brings {name} {version} along, module {loaded.Module} {first}. Modules that share contracts are built with the same version of them.");
    }
}
