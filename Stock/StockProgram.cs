using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mqant.Grains;
using Orleans.Configuration;

namespace Mqant.Stock;

/// <summary>What the two stock programs have and a game's own program has not: demos.</summary>
public static class StockProgram
{
    private const string GatewaySection = "Mqant:Gateway";

    /// <summary>Whether the settings say that this process is the whole cluster.</summary>
    public static bool IsEmbedded(this IConfiguration configuration) =>
        configuration[$"{MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.Mode)}"] is not { Length: > 0 } mode
        || mode.Equals(MqantClusterOptions.Embedded, StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the demos where they are wanted, and what operators need.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    /// <param name="builder">The program's host.</param>
    /// <param name="serviceName">What traces, metrics and logs call the program.</param>
    /// <param name="isOpen">Whether other machines can reach it.</param>
    public static IHostApplicationBuilder AddStock(this IHostApplicationBuilder builder, string serviceName, Func<IServiceProvider, bool> isOpen)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(isOpen);
        var services = builder.Services;

        // The programs of a cluster often share their configuration.
        services.AddMqantSection(GatewaySection);
        services.AddMqantSection(MqantSiloOptions.SectionName);
        services.AddMqantSection(PushOptions.SectionName);
        services.AddMqantSection(UserOptions.SectionName);
        services.AddMqantSection(RoomLimits.SectionName);

        // mqant's own demo believes everyone.
        services.AddDemos(builder.Configuration.IsEmbedded(), believesEveryone: builder.Configuration[Compatibility.Key] is { Length: > 0 });
        builder.AddMqantOperations(serviceName);
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<OpenLoginWarning>(provider, () => isOpen(provider)));
        return builder;
    }

    private static void AddDemos(this IServiceCollection services, bool isEmbedded, bool believesEveryone)
    {
        services.AddMqantOptions<DemoOptions>(DemoOptions.SectionName);
        services.PostConfigure<DemoOptions>(demos =>
        {
            demos.AnyPasswordLogin ??= believesEveryone ? true : null;
            demos.Enabled ??= isEmbedded || demos.AnyPasswordLogin == true;
            demos.AnyPasswordLogin ??= isEmbedded;
        });
        services.AddOptions<GrainTypeOptions>().PostConfigure<IOptions<DemoOptions>>(static (grains, demos) =>
        {
            if (demos.Value.Enabled != true)
            {
                grains.Classes.RemoveWhere(static grain => grain.Assembly == typeof(DemoOptions).Assembly);
            }
        });
    }
}
