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
            output.WriteLine($"{workload.Name.PadRight(width)}  {workload.Budget,-10}  {workload.About}");
        }
    }
}
