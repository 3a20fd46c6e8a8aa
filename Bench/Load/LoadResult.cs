namespace Mqant.Bench.Load;

/// <summary>What one run measured.</summary>
internal sealed record LoadResult
{
    /// <summary>Requests answered, messages delivered or clients served while it was measured.</summary>
    public required long Completed { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>CPU time of all counted server processes.</summary>
    public required TimeSpan ServerCpu { get; init; }

    /// <summary>Bytes that all counted server processes allocated; 0 when they could not be asked.</summary>
    public required long ServerAllocations { get; init; }

    /// <summary>CPU time of the generator.</summary>
    public required TimeSpan GeneratorCpu { get; init; }

    public required double MedianMicroseconds { get; init; }

    public required double P99Microseconds { get; init; }

    public required double MaxMicroseconds { get; init; }

    /// <summary>Worst latency of the worst-served connection over the median of the connections' medians.</summary>
    public double? SlowestConnection { get; init; }

    /// <summary>Server memory for each connection, in bytes.</summary>
    public double? BytesPerConnection { get; init; }

    /// <summary>Pushes that never arrived.</summary>
    public long Lost { get; init; }

    /// <summary>Wrong and missing answers, refused and lost connections.</summary>
    public required long Failures { get; init; }

    public required IReadOnlyList<string> Explanations { get; init; }

    public double PerSecond => Completed / Math.Max(Elapsed.TotalSeconds, 1e-9);

    /// <summary>Server CPU for each completion.</summary>
    public double CpuMicroseconds => ServerCpu.TotalMicroseconds / Math.Max(Completed, 1);

    /// <summary>Bytes allocated in the servers for each completion.</summary>
    public double AllocatedBytes => (double)ServerAllocations / Math.Max(Completed, 1);

    /// <summary>Cores that the generator kept busy; near its number of threads it may have been the limit.</summary>
    public double GeneratorCores => GeneratorCpu / Elapsed;
}
