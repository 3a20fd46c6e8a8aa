using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Mqant;

/// <summary>Connects the framework's traces and metrics to OpenTelemetry.</summary>
public static class TelemetryExtensions
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Exports traces and metrics over OTLP when <see cref="TelemetrySettings"/> or the environment say where to.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static IServiceCollection AddMqantTelemetry(this IServiceCollection services, IConfiguration configuration, string serviceName)
    {
        var settings = services.AddSettings<TelemetrySettings>(configuration, TelemetrySettings.SectionName);
        var endpoint = settings.OtlpEndpoint;
        if (endpoint is null && configuration[EndpointVariable] is { Length: > 0 } variable)
        {
            endpoint = TelemetrySettings.ParseEndpoint(EndpointVariable, variable);
        }

        if (endpoint is null)
        {
            return services;
        }

        // Whether a request is recorded is decided once, where it enters: see RequestTracing in the gateway.
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName))
            .WithTracing(tracing => tracing.AddSource(MqantTelemetry.SourceName).SetSampler(new ParentBasedSampler(new AlwaysOnSampler())))
            .WithMetrics(metrics => metrics.AddMeter(MqantTelemetry.MeterName, "Mqant.*", "Microsoft.Orleans"))
            .UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, endpoint);
        return services;
    }
}
