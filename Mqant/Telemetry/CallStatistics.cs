using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Mqant;

/// <summary>
/// The statistics of all handlers that this process knows. A gateway has one, for whole requests (<c>GatewayMetrics.Requests</c>), a silo one for its handlers
/// (<see cref="MqantMetrics.Handlers"/>); a process that is both has both.
/// </summary>
internal sealed class CallStatistics(TimeProvider time, Histogram<double> durations)
{
    /// <summary>Module and handler of requests that name none which exists: what clients write never becomes a label.</summary>
    public const string Unknown = "(unknown)";

    private readonly ConcurrentDictionary<(string Module, string HandlerName), HandlerStatistics> _handlers = new();

    /// <summary>Of a handler that the cluster offers, or <see cref="Unknown"/>; always the same, whatever becomes of the module meanwhile.</summary>
    public HandlerStatistics Get(string module, string handler) =>
        _handlers.TryGetValue((module, handler), out var known) ? known : _handlers.GetOrAdd((module, handler), static (key, all) => all.Create(key.Module, key.HandlerName), this);

    /// <summary>Of every handler that was ever known.</summary>
    public HandlerStatistics[] All => [.. _handlers.Values];

    /// <summary>The counts of all of them as they are now.</summary>
    public HandlerSnapshot[] Read() => Array.ConvertAll(All, static handler => handler.Read());

    /// <summary>The counts by module, handler and outcome, for an instrument.</summary>
    public IEnumerable<Measurement<long>> ReadCalls()
    {
        foreach (var handler in _handlers.Values)
        {
            for (var outcome = CallOutcome.Ok; outcome <= CallOutcome.Failed; outcome++)
            {
                // Those that are looked at begin at zero: a series that begins with the first failure shows no rise.
                if (handler.Get(outcome) is var calls && (calls > 0 || outcome is CallOutcome.Ok or CallOutcome.Failed))
                {
                    yield return new Measurement<long>(
                        calls, new(MetricAttributes.Module, handler.Module), new(MetricAttributes.HandlerName, handler.HandlerName), new(MetricAttributes.Outcome, outcome.ToAttribute()));
                }
            }
        }
    }

    private HandlerStatistics Create(string module, string handler) => new(
        module,
        handler,
        time,
        new SampledHistogram(durations, time, new(MetricAttributes.Module, module), new(MetricAttributes.HandlerName, handler)));
}
