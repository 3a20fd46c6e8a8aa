using System.Diagnostics.Metrics;

namespace Mqant;

/// <summary>What is measured of the rooms of one kind in this silo.</summary>
internal sealed class RoomStatistics(string kind, Histogram<double> durations, Histogram<double> lateness, TimeProvider time)
{
    public KeyValuePair<string, object?> Tag { get; } = new(MetricAttributes.RoomType, kind);

    /// <summary>Active rooms.</summary>
    public StripedCounter Active { get; } = new();

    /// <summary>Seats that are taken.</summary>
    public StripedCounter Players { get; } = new();

    public StripedCounter Ticks { get; } = new();

    /// <summary>Ticks that were left out.</summary>
    public StripedCounter Overruns { get; } = new();

    /// <summary>Rooms that an exception ended.</summary>
    public StripedCounter Failures { get; } = new();

    public SampledHistogram TickDuration { get; } = new(durations, time, new KeyValuePair<string, object?>(MetricAttributes.RoomType, kind));

    public SampledHistogram TickLateness { get; } = new(lateness, time, new KeyValuePair<string, object?>(MetricAttributes.RoomType, kind));
}
