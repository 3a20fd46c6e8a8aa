using System.ComponentModel.DataAnnotations;

namespace Mqant;

/// <summary>What is recorded of requests: section <c>Mqant:Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mqant:Telemetry";

    /// <summary>Share of requests whose trace is recorded, from 0 to 1. A client's <c>traceparent</c> decides for its own request.</summary>
    [Range(0.0, 1.0)]
    public double SampleRatio { get; set; } = 0.01;
}
