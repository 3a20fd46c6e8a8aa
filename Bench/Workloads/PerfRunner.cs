using System.Globalization;
using Mqant.Bench.Load;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Workloads;

/// <summary>Measures workloads one after the other, each in turns with its reference.</summary>
internal sealed class PerfRunner(ServerStarter starter, PerfSettings settings, TextWriter progress)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    private int _runs;

    /// <summary>Runs all workloads; <paramref name="onOutcome"/> is told of each as it is done.</summary>
    internal async Task RunAsync(IReadOnlyList<Workload> workloads, Action<WorkloadOutcome> onOutcome, CancellationToken cancellationToken)
    {
        using var loop = new EventLoop(cancellationToken);
        await using var pool = new ServerPool(starter);
        for (int i = 0; i < workloads.Count; i++)
        {
            var workload = workloads[i];
            progress.WriteLine($"{workload.Name}: {workload.About}");

            // Each workload is measured beside its own servers only, and those that the next one needs too stay warm.
            await pool.KeepOnlyAsync(Contenders(workload));
            onOutcome(await MeasureAsync(workload, pool, loop, cancellationToken));
        }
    }

    private static IEnumerable<Contender> Contenders(Workload workload) =>
        new[] { workload.Reference, workload.Floor, workload.Subject }.OfType<Contender>();

    private async Task<WorkloadOutcome> MeasureAsync(Workload workload, ServerPool pool, EventLoop loop, CancellationToken cancellationToken)
    {
        var held = new List<HeldConnections>();
        var warmUps = new List<LoadResult>();
        try
        {
            foreach (var contender in Contenders(workload).Where(contender => !contender.NeedsFreshServers))
            {
                var group = await pool.GetAsync(contender, cancellationToken);
                if (pool.IsFirst(group, contender.Traffic))
                {
                    WarmUp(contender, group, loop, warmUps);
                }

                if (contender.Idle > 0)
                {
                    held.Add(new IdleTraffic(contender.Idle).Hold(Context(contender, group, loop)));
                }
            }

            var pairs = new List<RunPair>();
            for (int run = 1; run <= settings.Runs; run++)
            {
                var reference = workload.Reference is { } contender ? await RunAsync(contender, pool, loop, cancellationToken) : null;
                var floor = workload.Floor is { } bare ? await RunAsync(bare, pool, loop, cancellationToken) : null;
                var subject = await RunAsync(workload.Subject, pool, loop, cancellationToken);
                pairs.Add(new(reference, floor, Include(subject, held, warmUps)));
                warmUps.Clear();
                Report(workload, run, pairs[^1]);
            }

            return new(workload, pairs);
        }
        finally
        {
            held.ForEach(connections => connections.Dispose());
        }
    }

    /// <summary>Loads servers until their runtime has nothing left to compile: until then its compiler would be measured too.</summary>
    private void WarmUp(Contender contender, ServerGroup group, EventLoop loop, List<LoadResult> warmUps)
    {
        long before = group.RuntimeCounts.CompiledMethods;
        for (int round = 0; round < settings.FirstWarmUps; round++)
        {
            warmUps.Add(contender.Traffic.WarmingUp.Run(Context(contender, group, loop) with { WarmUp = settings.FirstWarmUp, Duration = TimeSpan.Zero }));

            // The servers' compiler gives way to load, and catches up now. Nothing else is to run meanwhile, here neither.
            Thread.Sleep(Rest);
            long after = group.RuntimeCounts.CompiledMethods;
            if (round > 0 && after - before <= settings.LateMethods)
            {
                return;
            }

            before = after;
        }
    }

    /// <summary>What went wrong beside and before a run counts as its own: a wrong answer is wrong at any time.</summary>
    private static LoadResult Include(LoadResult result, List<HeldConnections> held, List<LoadResult> warmUps) => result with
    {
        Failures = result.Failures + held.Sum(connections => connections.Failures) + warmUps.Sum(run => run.Failures),
        Explanations =
        [
            .. result.Explanations,
            .. held.SelectMany(connections => connections.Explanations),
            .. warmUps.SelectMany(run => run.Explanations),
        ],
    };

    private async Task<LoadResult> RunAsync(Contender contender, ServerPool pool, EventLoop loop, CancellationToken cancellationToken)
    {
        if (contender.NeedsFreshServers)
        {
            await using var fresh = await starter.StartAsync(contender.Topology, cancellationToken);
            return contender.Traffic.Run(Context(contender, fresh, loop));
        }

        return contender.Traffic.Run(Context(contender, await pool.GetAsync(contender, cancellationToken), loop));
    }

    private LoadContext Context(Contender contender, ServerGroup group, EventLoop loop) => new()
    {
        Loop = loop,
        Server = group.EndPoint,
        IsEcho = contender.Topology.IsEcho,
        IsWebSocket = contender.Topology.HasWebSockets,
        Tag = (++_runs).ToString("D3", CultureInfo.InvariantCulture),
        WarmUp = settings.WarmUp,
        Duration = settings.Duration,
        ServerCpu = () => group.CpuTime,
        ServerMemory = () => group.ResidentBytes,
        ServerAllocations = () => group.RuntimeCounts.AllocatedBytes,
    };

    private void Report(Workload workload, int run, RunPair pair)
    {
        var (name, unit, of) = workload.Metric;
        double figure = of(pair.Subject);
        string compared = pair.Reference is { } reference
            ? string.Create(CultureInfo.InvariantCulture, $" against {of(reference):0.00}: {figure / of(reference):0.00}×")
            : "";
        string failed = pair.Subject.Failures > 0 ? $", {pair.Subject.Failures} FAILED: {pair.Subject.Explanations[0]}" : "";
        progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {run}/{settings.Runs}  {name} {figure:0.00} {unit}{compared}, {pair.Subject.PerSecond:N0} a second{failed}"));
    }
}
