using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Mqant;

/// <summary>Counters that differ in the value of one attribute.</summary>
internal sealed class CounterFamily(string attribute)
{
    private readonly ConcurrentDictionary<string, StripedCounter> _counters = new(StringComparer.Ordinal);

    /// <summary>The counter for a value; values are written in the source, and few.</summary>
    public StripedCounter Get(string value) => _counters.TryGetValue(value, out var counter) ? counter : _counters.GetOrAdd(value, static _ => new());

    public IEnumerable<Measurement<long>> Read() =>
        _counters.Select(counter => new Measurement<long>(counter.Value.Value, new KeyValuePair<string, object?>(attribute, counter.Key)));
}
