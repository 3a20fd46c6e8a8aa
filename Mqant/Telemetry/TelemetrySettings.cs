using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>Where traces and metrics go: section <c>Mqant:Telemetry</c>.</summary>
public sealed class TelemetrySettings
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Telemetry";

    /// <summary>
    /// Address of an OTLP receiver over gRPC, such as Jaeger's <c>http://localhost:4317</c>. Unset: the environment variable <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>,
    /// and nothing is exported when that is unset too.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Share of requests whose trace is recorded, from 0 to 1. A client's <c>traceparent</c> decides for its own request.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.01;
}
