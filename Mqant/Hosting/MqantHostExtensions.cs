using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

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

        // Before Orleans reads its own configuration, which may name a provider that one of them brings.
        LoadedModules.Of(builder.Services, builder.Configuration);
        return builder.UseOrleans(static silo => silo.UseMqantCluster().AddMqant());
    }

    /// <summary>Applies <c>Mqant:Compatibility</c>, refuses log levels that there are not, and has sections that nobody reads refused at start.</summary>
    internal static void AddMqantConfiguration(this IHostApplicationBuilder builder)
    {
        Compatibility.Apply(builder.Configuration);
        CheckLogLevels(builder.Configuration);
        builder.Services.AddHostedService<ConfigurationCheck>();
    }

    // What reads them first does not say which.
    private static void CheckLogLevels(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.GetSection("Logging").AsEnumerable())
        {
            if (key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(value) && !Enum.TryParse<LogLevel>(value, ignoreCase: true, out _))
            {
                throw new SettingsException($"{key} is '{value}'; expected one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }
    }
}
