using System.Diagnostics;
using HdrHistogram;

namespace Mqant.Bench.Load;

/// <summary>What the connections of one loop have seen: counts, latencies, and what went wrong.</summary>
internal sealed class LoadStatistics
{
    private const int ExplainedFailures = 8;
    private static readonly double TicksPerUnit = Stopwatch.Frequency / 1e7;
    private readonly List<string> _explanations = [];

    /// <summary>Latencies in units of 100 ns, up to ten minutes, three significant digits.</summary>
    internal LongHistogram Latency { get; } = NewHistogram(3);

    /// <summary>Whether completions count; false while warming up and draining.</summary>
    internal bool Recording { get; set; }

    /// <summary>Requests, deliveries or clients completed while <see cref="Recording"/>.</summary>
    internal long Completed { get; private set; }

    internal long Failures { get; private set; }

    internal IReadOnlyList<string> Explanations => _explanations;

    internal static LongHistogram NewHistogram(int digits) => new(1, TimeSpan.TicksPerMinute * 10, digits);

    /// <summary>Counts one completion that took <paramref name="elapsed"/> timestamp units.</summary>
    internal void Complete(long elapsed, LongHistogram? ofConnection = null)
    {
        if (!Recording)
        {
            return;
        }

        Completed++;
        long units = Math.Clamp((long)(elapsed / TicksPerUnit), 1, TimeSpan.TicksPerMinute * 10);
        Latency.RecordValue(units);
        ofConnection?.RecordValue(units);
    }

    internal void Fail(string explanation, long count = 1)
    {
        Failures += count;
        if (_explanations.Count < ExplainedFailures)
        {
            _explanations.Add(explanation);
        }
    }

    /// <summary>Adds what another loop has seen.</summary>
    internal void Add(LoadStatistics other)
    {
        Completed += other.Completed;
        Failures += other.Failures;
        Latency.Add(other.Latency);
        foreach (string explanation in other._explanations)
        {
            if (_explanations.Count < ExplainedFailures)
            {
                _explanations.Add(explanation);
            }
        }
    }
}
