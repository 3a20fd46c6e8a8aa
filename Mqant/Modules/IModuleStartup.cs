using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mqant;

/// <summary>
/// Adds the services that a module's grains ask for. Implemented by any number of public classes of a module DLL, with a constructor without parameters; a silo that loads the
/// DLL calls each once, before it starts.
/// </summary>
public interface IModuleStartup
{
    /// <summary>Adds services and options.</summary>
    /// <param name="services">The services of the silo; several modules add to them, so what others could bring too is added by <c>TryAdd…</c>.</param>
    /// <param name="configuration">
    /// The settings of the silo. A module has a section of its own, named as it likes: <see cref="MqantOptionsExtensions.AddMqantOptions"/> reads and checks it.
    /// </param>
    void ConfigureServices(IServiceCollection services, IConfiguration configuration);
}
