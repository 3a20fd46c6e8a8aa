using System.Reflection;
using Mqant.Operations.Management;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mqant.Operations.Telemetry;

/// <summary>Sends traces, metrics and logs where the settings or the environment say, and offers metrics on the management port.</summary>
internal static class TelemetryExport
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string EndpointKey = $"{TelemetryOptions.SectionName}:{nameof(OtlpOptions.OtlpEndpoint)}";

    /// <exception cref="SettingsException">The receiver's address is none.</exception>
    public static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration, string serviceName)
    {
        services.AddMqantOptions<TelemetryOptions>(TelemetryOptions.SectionName);
        services.AddMqantOptions<OtlpOptions>(TelemetryOptions.SectionName);
        var endpoint = configuration[EndpointKey] is { Length: > 0 } text ? OtlpOptions.ParseEndpoint(EndpointKey, text)
            : configuration[EndpointVariable] is { Length: > 0 } variable ? OtlpOptions.ParseEndpoint(EndpointVariable, variable)
            : null;
        var prometheus = configuration.ReadFlag($"{TelemetryOptions.SectionName}:{nameof(OtlpOptions.Prometheus)}", whenUnset: true)
            && configuration[$"{ManagementOptions.SectionName}:{nameof(ManagementOptions.Port)}"] != $"{ManagementOptions.NoPort}";
        if (endpoint is null && !prometheus)
        {
            return;
        }

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(
            serviceName, serviceVersion: Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(MqantTelemetry.MeterName, $"{MqantTelemetry.MeterName}.*", "Microsoft.Orleans", "System.Runtime");
            if (prometheus)
            {
                metrics.AddPrometheusExporter();
            }
        });
        if (prometheus)
        {
            services.AddSingleton<IManagementPart, MetricsPart>();
        }

        if (endpoint is null)
        {
            return;
        }

        // Whether a request is recorded is decided once, where it enters: in the gateway, which gives its spans a trace that is. What would begin a trace elsewhere belongs to no request.
        telemetry.WithTracing(static tracing => tracing.AddSource([.. MqantTelemetry.SourceNames]).SetSampler(new ParentBasedSampler(new AlwaysOffSampler())));
        if (configuration.ReadFlag($"{TelemetryOptions.SectionName}:{nameof(TelemetryOptions.GrainCalls)}", whenUnset: true))
        {
            services.AddMqantGrainTracing();
        }

        if (configuration.ReadFlag($"{LogOptions.SectionName}:{nameof(LogOptions.Otlp)}", whenUnset: true))
        {
            telemetry.WithLogging(configureBuilder: null, static logs =>
            {
                logs.IncludeFormattedMessage = true;
                logs.IncludeScopes = true;
            });
        }

        telemetry.UseOtlpExporter(OtlpExportProtocol.Grpc, endpoint);
    }

    // What is no such value is refused at start, with the other options of its section.
    private static bool ReadFlag(this IConfiguration configuration, string key, bool whenUnset) => bool.TryParse(configuration[key], out var flag) ? flag : whenUnset;
}
