using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Mqant.Grains;

/// <summary>Settings of the demo modules: section <c>Mqant:Demos</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Demos";

    /// <summary>
    /// Whether the Login demo believes everyone. Unset: only where everything runs in one process. Turn it on in a cluster that only you can reach.
    /// </summary>
    public bool? AnyPasswordLogin { get; set; }
}

/// <summary>Adds the demo modules' settings to a silo.</summary>
public static class DemoServices
{
    /// <summary>Reads <see cref="DemoOptions"/>.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static IServiceCollection AddDemos(this IServiceCollection services, IConfiguration configuration, ClusterMode mode)
    {
        services.AddSettings<DemoOptions>(configuration, DemoOptions.SectionName).AnyPasswordLogin ??= mode == ClusterMode.Embedded;
        return services;
    }
}
