using Mqant.Bench.Load;

namespace Mqant.Bench.Workloads;

/// <summary>All runs of a workload and what follows from them.</summary>
internal sealed record WorkloadOutcome(Workload Workload, IReadOnlyList<RunPair> Runs)
{
    internal double Figure => Median(Runs.Select(run => Workload.Metric.Of(run.Subject)));

    internal double? ReferenceFigure => Workload.Reference is null ? null : Median(Runs.Select(run => Workload.Metric.Of(run.Reference!)));

    /// <summary>The median of the ratios of each run to the reference run before it: what slows both is left out.</summary>
    internal double? Ratio =>
        Workload.Reference is null ? null : Median(Runs.Select(run => Workload.Metric.Of(run.Subject) / Workload.Metric.Of(run.Reference!)));

    internal double? Slowest
    {
        get
        {
            double[] slowest = [.. Runs.Select(run => run.Subject.SlowestConnection).OfType<double>()];
            return slowest.Length == 0 ? null : Median(slowest);
        }
    }

    internal long Failures => Runs.Sum(run => run.Subject.Failures + (run.Reference?.Failures ?? 0) + (run.Floor?.Failures ?? 0));

    internal long Lost => Runs.Sum(run => run.Subject.Lost);

    internal IEnumerable<string> Explanations =>
        Runs.SelectMany(run => run.Subject.Explanations.Concat(run.Reference?.Explanations ?? []).Concat(run.Floor?.Explanations ?? [])).Distinct().Take(8);

    internal bool IsWithinBudget =>
        !(Ratio > Workload.RatioBudget) && !(Figure > Workload.Limit) && !(Slowest > Workload.SlowestBudget);

    internal double MedianOf(Func<LoadResult, double> figure) => MedianOf(static run => run.Subject, figure);

    internal double MedianOf(Func<RunPair, LoadResult> contender, Func<LoadResult, double> figure) => Median(Runs.Select(run => figure(contender(run))));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
