using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Mqant.Grains;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Orleans.Configuration;

namespace Mqant.Stock;

/// <summary>What the two stock programs have and a game's own program has not: demos, and traces and metrics over OTLP by configuration.</summary>
public static class StockProgram
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string GatewaySection = "Mqant:Gateway";

    /// <summary>Whether the settings say that this process is the whole cluster.</summary>
    public static bool IsEmbedded(this IConfiguration configuration) =>
        configuration[$"{MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.Mode)}"] is not { Length: > 0 } mode
        || mode.Equals(MqantClusterOptions.Embedded, StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the demos where they are wanted, and exports traces and metrics over OTLP where the settings or the environment say where to.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    /// <param name="builder">The program's host.</param>
    /// <param name="serviceName">What traces and metrics call the program.</param>
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

        // mqant's own demo believes everyone.
        services.AddDemos(builder.Configuration.IsEmbedded(), believesEveryone: builder.Configuration[Compatibility.Key] is { Length: > 0 });
        services.AddMqantOptions<TelemetryOptions>(TelemetryOptions.SectionName);
        services.AddMqantOptions<OtlpOptions>(TelemetryOptions.SectionName);
        services.AddOtlp(builder.Configuration, serviceName);
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

    private static void AddOtlp(this IServiceCollection services, IConfiguration configuration, string serviceName)
    {
        var configured = configuration[$"{TelemetryOptions.SectionName}:{nameof(OtlpOptions.OtlpEndpoint)}"] is { Length: > 0 } text
            ? OtlpOptions.ParseEndpoint($"{TelemetryOptions.SectionName}:{nameof(OtlpOptions.OtlpEndpoint)}", text)
            : configuration[EndpointVariable] is { Length: > 0 } variable ? OtlpOptions.ParseEndpoint(EndpointVariable, variable)
            : null;
        if (configured is not { } endpoint)
        {
            return;
        }

        // Whether a request is recorded is decided once, where it enters: in the gateway.
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName))
            .WithTracing(tracing => tracing.AddSource(MqantTelemetry.SourceName).SetSampler(new ParentBasedSampler(new AlwaysOnSampler())))
            .WithMetrics(metrics => metrics.AddMeter(MqantTelemetry.MeterName, "Mqant.*", "Microsoft.Orleans"))
            .UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, endpoint);
    }
}
