using System.CommandLine;
using System.ComponentModel;
using System.Globalization;
using Mqant.Bench.Load;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Commands;

/// <summary>How many players in rooms that tick one core carries: more and more of them, until what they are told comes too late.</summary>
internal sealed class PlayersCommand : Command
{
    private const int Members = 10;
    private const int Failed = 1;
    private const int Limit = 20_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LatestP99 = TimeSpan.FromMilliseconds(10);

    private readonly Option<int> _from = new Option<int>("--from") { Description = "Players to begin with.", DefaultValueFactory = _ => 1_000 }.Between(Members, Limit);

    private readonly Option<int> _step = new Option<int>("--step") { Description = "Players more each time.", DefaultValueFactory = _ => 1_000 }.Between(Members, Limit);

    private readonly Option<int> _to = new Option<int>("--to") { Description = "Players at most.", DefaultValueFactory = _ => Limit }.Between(Members, Limit);

    private readonly Option<double> _seconds = new Option<double>("--seconds") { Description = "Seconds to measure each.", DefaultValueFactory = _ => 5 }.Between(0.1, 3_600);

    private readonly Option<double> _warmUp = new Option<double>("--warm-up")
    {
        Description = "Seconds of ticks before all that, in which the server compiles what rooms do, on the same core.",
        DefaultValueFactory = _ => 30,
    }.Between(0.1, 3_600);

    internal PlayersCommand()
        : base("players", "Tells how many players in rooms of ten, told of everybody 20 times a second, a gateway with its silo carries on one core.")
    {
        foreach (Option option in new Option[] { _from, _step, _to, _seconds, _warmUp })
        {
            Options.Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        int carried = 0, runs = 0;
        var duration = TimeSpan.FromSeconds(result.GetValue(_seconds));
        try
        {
            await using var group = await new ServerStarter(Programs.Find(null, null)).StartAsync(Topology.OneCore, cancellationToken);
            OneCore.Leave();
            using var loop = new EventLoop(cancellationToken);
            Console.WriteLine("| players | deliveries/s | cores of the server | late by p50 | p99 | max | ticks left out |");
            Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
            Run(result.GetValue(_from), TimeSpan.FromSeconds(result.GetValue(_warmUp)));
            for (int players = result.GetValue(_from); players <= result.GetValue(_to); players += result.GetValue(_step))
            {
                var run = Run(players, duration);
                if (run.Failures > 0)
                {
                    Console.Error.WriteLine(string.Join(Environment.NewLine, run.Explanations));
                    return Failed;
                }

                Write(players / Members * Members, run);
                if (run.P99Microseconds > LatestP99.TotalMicroseconds)
                {
                    break;
                }

                carried = players / Members * Members;
            }

            LoadResult Run(int players, TimeSpan seconds) => new ArenaTraffic(players / Members, Members).Run(new LoadContext
            {
                Loop = loop,
                Server = group.EndPoint,
                Tag = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{++runs}"),
                WarmUp = Settling,
                Duration = seconds,
                ServerCpu = () => group.CpuTime,
            });
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            Console.Error.WriteLine(exception.Message);
            return Failed;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{carried:N0} players were told within {LatestP99.TotalMilliseconds} ms of the time, 99 of 100 times."));
        return 0;
    }

    private static void Write(int players, LoadResult run) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {players:N0} | {run.PerSecond:N0} | {run.ServerCpu / run.Elapsed:0.00} | {run.MedianMicroseconds / 1_000:0.00} ms | {run.P99Microseconds / 1_000:0.0} ms | {run.MaxMicroseconds / 1_000:0.0} ms " +
        $"| {(double)run.Lost / Math.Max(1, run.Completed + run.Lost):P2} |"));
}
