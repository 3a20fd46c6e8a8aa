using System.Globalization;
using Mqant.Bench.Load;
using Mqant.Bench.Workloads;

namespace Mqant.Bench.Reporting;

/// <summary>Results as a Markdown table that also reads well in a terminal.</summary>
internal static class ResultTable
{
    private static readonly string[] Heads =
    [
        "workload", "compared with", "measured", "ratio", "budget", "verdict",
        "per second", "p50 µs", "p99 µs", "max µs", "slowest", "allocated", "generator",
    ];

    internal static void Write(TextWriter output, IReadOnlyList<WorkloadOutcome> outcomes)
    {
        List<string[]> rows = [Heads, .. outcomes.SelectMany(Rows)];
        int[] widths = [.. Enumerable.Range(0, Heads.Length).Select(column => rows.Max(row => row[column].Length))];
        rows.Insert(1, [.. widths.Select((width, column) => new string('-', column == 0 ? width : width - 1) + (column == 0 ? "" : ":"))]);
        foreach (string[] row in rows)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine($"| {string.Join(" | ", cells)} |");
        }

        output.WriteLine();
        output.WriteLine("measured: CPU of all servers a request, delivery or client (µs), median latency (µs) or memory a connection (KB);");
        output.WriteLine("slowest: worst latency of the worst-served connection / median;");
        output.WriteLine("allocated: bytes in all servers a request, delivery or client; generator: cores that the generator kept busy.");
        foreach (var outcome in outcomes)
        {
            if (outcome.Lost > 0)
            {
                output.WriteLine($"{outcome.Workload.Name}: {outcome.Lost} pushes never arrived (a full outbound queue drops them).");
            }

            foreach (string explanation in outcome.Explanations)
            {
                output.WriteLine($"{outcome.Workload.Name}: FAILED: {explanation}");
            }
        }
    }

    private static IEnumerable<string[]> Rows(WorkloadOutcome outcome)
    {
        yield return Row(outcome);
        if (outcome.Workload is { Reference: { } reference, Floor: { } floor })
        {
            yield return Beside(outcome, reference, static run => run.Reference!);
            yield return Beside(outcome, floor, static run => run.Floor!);
        }
    }

    private static string[] Beside(WorkloadOutcome outcome, Contender contender, Func<RunPair, LoadResult> of)
    {
        var metric = outcome.Workload.Metric;
        return
        [
            $"  {contender.Topology}",
            "",
            $"{Number(outcome.MedianOf(of, metric.Of))} {metric.Unit}",
            "",
            "",
            "",
            .. Load(figure => outcome.MedianOf(of, figure)),
            "",
            .. Costs(figure => outcome.MedianOf(of, figure)),
        ];
    }

    private static string[] Load(Func<Func<LoadResult, double>, double> median) =>
    [
        median(run => run.PerSecond).ToString("N0", CultureInfo.InvariantCulture),
        Number(median(run => run.MedianMicroseconds)),
        Number(median(run => run.P99Microseconds)),
        Number(median(run => run.MaxMicroseconds)),
    ];

    private static string[] Costs(Func<Func<LoadResult, double>, double> median) =>
    [
        median(run => run.AllocatedBytes).ToString("N0", CultureInfo.InvariantCulture),
        median(run => run.GeneratorCores).ToString("0.00", CultureInfo.InvariantCulture),
    ];

    private static string[] Row(WorkloadOutcome outcome)
    {
        var workload = outcome.Workload;
        return
        [
            workload.Name,
            outcome.ReferenceFigure is { } reference ? $"{Number(reference)} {workload.Metric.Unit}" : "",
            $"{Number(outcome.Figure)} {workload.Metric.Unit}",
            outcome.Ratio is { } ratio ? ratio.ToString("0.00", CultureInfo.InvariantCulture) : "",
            workload.Budget,
            outcome.Failures > 0 ? "FAILED" : outcome.IsWithinBudget ? "ok" : "over",
            .. Load(outcome.MedianOf),
            Slowest(outcome),
            .. Costs(outcome.MedianOf),
        ];
    }

    private static string Slowest(WorkloadOutcome outcome)
    {
        string budget = outcome.Workload.SlowestBudget is { } limit ? string.Create(CultureInfo.InvariantCulture, $" (≤ {limit})") : "";
        return outcome.Slowest is { } slowest ? slowest.ToString("0.0", CultureInfo.InvariantCulture) + budget : "";
    }

    private static string Number(double value) =>
        value.ToString(value >= 1000 ? "N0" : value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
