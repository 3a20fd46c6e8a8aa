using System.Diagnostics.Metrics;

namespace Mqant;

/// <summary>All instruments of the framework; the meter is <see cref="MqantTelemetry.MeterName"/>.</summary>
internal sealed class MqantMetrics
{
    public MqantMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MqantTelemetry.MeterName);
        HandlerDuration = meter.CreateHistogram<double>("mqant.handler.duration", "ms", "Time that handlers took.");
        HandlerFailures = meter.CreateCounter<long>("mqant.handler.failures", "{call}", "Handlers that failed with an unexpected exception.");
        PushesDropped = meter.CreateCounter<long>("mqant.lane.dropped", "{message}", "QoS 0 messages dropped because a gateway did not keep up.");
    }

    public Histogram<double> HandlerDuration { get; }

    public Counter<long> HandlerFailures { get; }

    public Counter<long> PushesDropped { get; }
}
