using System.Diagnostics;

namespace Mqant;

/// <summary>Names under which traces and metrics are published.</summary>
public static class MqantTelemetry
{
    /// <summary>Name of the activity source of the framework: requests in the gateway, handlers, the grains that they call, their timers, and pushes.</summary>
    public const string SourceName = "Mqant";

    /// <summary>Name of the meter of the framework.</summary>
    public const string MeterName = "Mqant";

    /// <summary>
    /// All activity sources whose spans belong to the trace of a request: the framework's, and Orleans' for grain storage and activations. Orleans begins traces of its own
    /// where there is none: a sampler that records only what belongs to a recorded trace leaves those out.
    /// </summary>
    public static IReadOnlyList<string> SourceNames { get; } = [SourceName, "Microsoft.Orleans.Storage", "Microsoft.Orleans.Lifecycle"];

    internal static readonly ActivitySource Source = new(SourceName);
}
