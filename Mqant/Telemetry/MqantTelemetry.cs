using System.Diagnostics;

namespace Mqant;

/// <summary>Names under which traces and metrics are published.</summary>
public static class MqantTelemetry
{
    /// <summary>Name of the activity source: one span for a request in the gateway, one for its handler.</summary>
    public const string SourceName = "Mqant";

    /// <summary>Name of the meter of the framework.</summary>
    public const string MeterName = "Mqant";

    internal static readonly ActivitySource Source = new(SourceName);
}
