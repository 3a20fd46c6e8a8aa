using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mqant;

/// <summary>The module DLLs of a host, each loaded once.</summary>
/// <param name="Assemblies">The modules, and the contracts that they brought along.</param>
internal sealed record LoadedModules(IReadOnlyList<Assembly> Assemblies)
{
    /// <summary>Loads the modules in <c>Mqant:ModulesPath</c> for a host that has not loaded them yet.</summary>
    /// <exception cref="SettingsException">One cannot be loaded.</exception>
    public static LoadedModules Of(IServiceCollection services, IConfiguration configuration)
    {
        if (services.LastOrDefault(static service => service.ServiceType == typeof(LoadedModules))?.ImplementationInstance is LoadedModules loaded)
        {
            return loaded;
        }

        loaded = new LoadedModules(ModuleAssemblies.Load(configuration[ModuleAssemblies.PathKey]));
        services.AddSingleton(loaded);
        return loaded;
    }
}
