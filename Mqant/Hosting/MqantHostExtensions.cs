using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mqant;

/// <summary>Makes a host a silo of the cluster that its settings describe.</summary>
public static class MqantHostExtensions
{
    /// <summary>
    /// Adds a silo that hosts game modules, as section <c>Mqant</c> says: <see cref="MqantClusterOptions"/>, <see cref="MqantSiloOptions"/>. Without any setting it is a cluster of
    /// its own, in memory. For another clustering or storage see <see cref="MqantSiloExtensions.AddMqant"/>.
    /// </summary>
    /// <exception cref="SettingsException">A setting is wrong; those that do not decide what is added are refused at start.</exception>
    public static IHostApplicationBuilder AddMqantSilo(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddMqantConfiguration();
        return builder.UseOrleans(static silo => silo.UseMqantCluster().AddMqant());
    }

    /// <summary>Applies <c>Mqant:Compatibility</c>, and has sections that nobody reads refused at start.</summary>
    internal static void AddMqantConfiguration(this IHostApplicationBuilder builder)
    {
        Compatibility.Apply(builder.Configuration);
        builder.Services.AddHostedService<ConfigurationCheck>();
    }
}
