using System.Globalization;
using Mqant.Bench.Workloads;

namespace Mqant.Bench.Reporting;

/// <summary>The names to give to <c>perf</c>.</summary>
internal static class WorkloadList
{
    internal static void Write(TextWriter output, IReadOnlyList<Workload> workloads)
    {
        int width = workloads.Max(workload => workload.Name.Length);
        foreach (var workload in workloads)
        {
            string budget = workload.Limit is { } limit
                ? string.Create(CultureInfo.InvariantCulture, $"≤ {limit} {workload.Metric.Unit}")
                : string.Create(CultureInfo.InvariantCulture, $"≤ {workload.RatioBudget} ×");
            output.WriteLine($"{workload.Name.PadRight(width)}  {budget,-10}  {workload.About}");
        }
    }
}
