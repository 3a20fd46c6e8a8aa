using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mqant.Bench.Workloads;

namespace Mqant.Bench.Reporting;

/// <summary>All figures of all runs, for machines.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    internal static void Write(string file, IReadOnlyList<WorkloadOutcome> outcomes)
    {
        var report = new
        {
            Time = TimeProvider.System.GetUtcNow(),
            Cores = Environment.ProcessorCount,
            System = RuntimeInformation.OSDescription,
            Runtime = RuntimeInformation.FrameworkDescription,
            Workloads = outcomes.Select(outcome => new
            {
                outcome.Workload.Name,
                outcome.Workload.About,
                Metric = outcome.Workload.Metric.Name,
                outcome.Workload.Metric.Unit,
                Per = outcome.Workload.Subject.Traffic.Unit,
                outcome.Figure,
                outcome.ReferenceFigure,
                outcome.Ratio,
                outcome.Workload.RatioBudget,
                outcome.Workload.Limit,
                outcome.Slowest,
                outcome.Workload.SlowestBudget,
                outcome.IsWithinBudget,
                outcome.Failures,
                outcome.Lost,
                outcome.Runs,
            }),
        };
        File.WriteAllText(file, JsonSerializer.Serialize(report, Options));
    }
}
