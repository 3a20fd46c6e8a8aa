using System.CommandLine;
using Mqant.Bench.Load;
using Mqant.Bench.Reporting;
using Mqant.Bench.Servers;
using Mqant.Bench.Workloads;

namespace Mqant.Bench.Commands;

/// <summary>Measures the workloads of the table, starting every server itself.</summary>
internal sealed class PerfCommand : Command
{
    private const int Failed = 1;
    private const int OverBudget = 2;

    private readonly Argument<string[]> _names = new("names")
    {
        Description = "Workloads to run; * stands for anything. All when none is named.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<double> _seconds =
        new Option<double>("--seconds") { Description = "Seconds that each run is measured.", DefaultValueFactory = _ => 4 }.Between(0.1, 3600);

    private readonly Option<int> _runs =
        new Option<int>("--runs") { Description = "Runs of each workload; medians are reported.", DefaultValueFactory = _ => 5 }.Between(1, 1000);

    private readonly Option<FileInfo?> _json = new("--json") { Description = "File to write all figures of all runs to." };

    private readonly Option<bool> _list = new("--list") { Description = "Print the workloads and their budgets, and run nothing." };

    private readonly Option<string?> _gateway = new("--gateway") { Description = "Gateway program to measure; without, the one built beside." };

    private readonly Option<string?> _silo = new("--silo") { Description = "Silo program to measure; without, the one built beside." };

    private readonly Option<bool> _enforce = new("--enforce") { Description = $"Exit with {OverBudget} when a budget is exceeded." };

    internal PerfCommand()
        : base("perf", "Starts the servers, loads them, and prints what a request costs beside what a bare echo costs.")
    {
        Arguments.Add(_names);
        foreach (Option option in new Option[] { _seconds, _runs, _json, _list, _gateway, _silo, _enforce })
        {
            Options.Add(option);
        }

        _names.Validators.Add(result =>
        {
            foreach (string name in result.GetValue(_names) ?? [])
            {
                if (!WorkloadTable.All.Any(workload => WorkloadTable.Matches(workload, name)))
                {
                    result.AddError($"There is no workload '{name}'; --list shows them.");
                }
            }
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var workloads = WorkloadTable.Select(result.GetValue(_names) ?? []);
        if (result.GetValue(_list))
        {
            WorkloadList.Write(Console.Out, workloads);
            return 0;
        }

        var programs = Programs.Find(result.GetValue(_gateway), result.GetValue(_silo));
        var settings = new PerfSettings(TimeSpan.FromSeconds(result.GetValue(_seconds)), result.GetValue(_runs));
        var outcomes = new List<WorkloadOutcome>();
        if (workloads.Any(workload => workload.Floor is not null) && await BareEcho.BuildAsync(cancellationToken) is { } reason)
        {
            Console.Error.WriteLine($"Without the echo in C: {reason}");
            workloads = [.. workloads.Select(workload => workload with { Floor = null })];
        }

        try
        {
            await new PerfRunner(new ServerStarter(programs), settings, Console.Error).RunAsync(workloads, outcomes.Add, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine(exception.Message);
            return Failed;
        }
        finally
        {
            // What was measured before an interruption or a failure is worth showing.
            if (outcomes.Count > 0)
            {
                ResultTable.Write(Console.Out, outcomes);
                if (result.GetValue(_json) is { } file)
                {
                    JsonReport.Write(file.FullName, outcomes);
                }
            }
        }

        return outcomes.Any(outcome => outcome.Failures > 0) ? Failed
            : result.GetValue(_enforce) && !outcomes.All(outcome => outcome.IsWithinBudget) ? OverBudget
            : 0;
    }
}
