using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Mqant;

namespace Bag;

/// <summary>Adds what the module's grains ask for in their constructors. A silo that loads the module calls it before it starts.</summary>
public sealed class BagStartup : IModuleStartup
{
    /// <inheritdoc/>
    public void ConfigureServices(IServiceCollection services, IConfiguration configuration) => services.AddMqantOptions<BagOptions>("Bag");
}
