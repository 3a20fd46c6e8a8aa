using System.Diagnostics;
using HdrHistogram;

namespace Mqant.Bench.Load;

/// <summary>The window in which a run counts: everything is read at its two ends and nothing in between.</summary>
internal sealed class Measurement
{
    private readonly LoadContext _context;
    private readonly LoadStatistics _statistics;
    private readonly long _began;
    private readonly TimeSpan _serverCpu;
    private readonly TimeSpan _generatorCpu;
    private readonly long _allocations;

    internal Measurement(LoadContext context, LoadStatistics statistics)
    {
        _context = context;
        _statistics = statistics;
        _allocations = context.ServerAllocations();
        _generatorCpu = Environment.CpuUsage.TotalTime;
        _serverCpu = context.ServerCpu();
        statistics.Recording = true;
        _began = Stopwatch.GetTimestamp();
    }

    /// <summary>Ends the window. Failures found later, while draining, are added by the caller.</summary>
    internal LoadResult End()
    {
        var elapsed = Stopwatch.GetElapsedTime(_began);
        _statistics.Recording = false;
        var serverCpu = _context.ServerCpu() - _serverCpu;
        var generatorCpu = Environment.CpuUsage.TotalTime - _generatorCpu;
        return Result(_statistics, elapsed, serverCpu, generatorCpu) with { ServerAllocations = _context.ServerAllocations() - _allocations };
    }

    internal static LoadResult Result(LoadStatistics statistics, TimeSpan elapsed, TimeSpan serverCpu, TimeSpan generatorCpu) => new()
    {
        Completed = statistics.Completed,
        Elapsed = elapsed,
        ServerCpu = serverCpu,
        ServerAllocations = 0,
        GeneratorCpu = generatorCpu,
        MedianMicroseconds = Percentile(statistics.Latency, 50),
        P99Microseconds = Percentile(statistics.Latency, 99),
        MaxMicroseconds = Percentile(statistics.Latency, 100),
        Failures = statistics.Failures,
        Explanations = statistics.Explanations,
    };

    /// <summary>The worst latency of any connection over the median of the medians of all.</summary>
    internal static double? Slowest(IEnumerable<LongHistogram> connections)
    {
        var served = connections.Where(histogram => histogram.TotalCount > 0).ToList();
        if (served.Count < 2)
        {
            return null;
        }

        double[] medians = [.. served.Select(histogram => Percentile(histogram, 50)).Order()];
        return served.Max(histogram => Percentile(histogram, 100)) / medians[medians.Length / 2];
    }

    private static double Percentile(LongHistogram histogram, double percentile) =>
        histogram.TotalCount == 0 ? 0 : histogram.GetValueAtPercentile(percentile) / 10.0;
}
