using System.Diagnostics.Metrics;

namespace Mqant;

/// <summary>All instruments of the framework; the meter is <see cref="MqantTelemetry.MeterName"/>.</summary>
internal sealed class MqantMetrics
{
    private static readonly InstrumentAdvice<double> TickTimes = new() { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 50, 100, 250, 1_000] };

    public MqantMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MqantTelemetry.MeterName);
        HandlerDuration = meter.CreateHistogram<double>("mqant.handler.duration", "ms", "Time that handlers took.");
        HandlerFailures = meter.CreateCounter<long>("mqant.handler.failures", "{call}", "Handlers that failed with an unexpected exception.");
        PushesDropped = meter.CreateCounter<long>("mqant.lane.dropped", "{message}", "What silos sent to gateways and was dropped: the gateway did not keep up, it could not be read, or it failed (reason).");
        TickDuration = meter.CreateHistogram("mqant.room.tick.duration", "ms", "Time that ticks of rooms took.", advice: TickTimes);
        TickLateness = meter.CreateHistogram("mqant.room.tick.lateness", "ms", "How long after their time ticks of rooms began.", advice: TickTimes);
        TicksSkipped = meter.CreateCounter<long>("mqant.room.tick.overruns", "{tick}", "Ticks of rooms left out because an earlier one or the machine took too long.");
        RoomFailures = meter.CreateCounter<long>("mqant.room.failures", "{room}", "Rooms that an exception in a tick ended.");
        Rooms = meter.CreateUpDownCounter<long>("mqant.rooms", "{room}", "Active rooms.");
    }

    public Histogram<double> HandlerDuration { get; }

    public Counter<long> HandlerFailures { get; }

    public Counter<long> PushesDropped { get; }

    public Histogram<double> TickDuration { get; }

    public Histogram<double> TickLateness { get; }

    public Counter<long> TicksSkipped { get; }

    public Counter<long> RoomFailures { get; }

    public UpDownCounter<long> Rooms { get; }
}
