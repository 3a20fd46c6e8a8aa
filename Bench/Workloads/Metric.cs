using Mqant.Bench.Load;

namespace Mqant.Bench.Workloads;

/// <summary>The one figure of a run that a workload is judged by.</summary>
internal sealed record Metric(string Name, string Unit, Func<LoadResult, double> Of)
{
    internal static Metric CpuTime { get; } = new("server CPU", "µs", result => result.CpuMicroseconds);

    internal static Metric MedianLatency { get; } = new("median latency", "µs", result => result.MedianMicroseconds);

    internal static Metric Allocations { get; } = new("allocated", "B", result => result.AllocatedBytes);

    internal static Metric Memory { get; } = new("server memory", "KB", result => (result.BytesPerConnection ?? 0) / 1024);
}
