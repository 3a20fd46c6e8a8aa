using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Mqant.Bench.Load;
using Mqant.Bench.Robots;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Commands;

/// <summary>Lets robots play a demo module and holds what they see against the rules of the game.</summary>
internal sealed class RobotsCommand : Command
{
    private const int BrokenRule = 1;
    private const double LongestSeconds = 86_400;
    private const int MostSilos = 16;

    private readonly Option<string> _module = new Option<string>("--module")
    {
        Description = "What they play.",
        Required = true,
    }.AcceptOnlyFromAmong(RobotSettings.Modules);

    private readonly Option<int> _players =
        new Option<int>("--players") { Description = "Robots.", DefaultValueFactory = _ => 100 }.Between(1, EventLoop.ConnectionLimit);

    private readonly Option<double> _ramp =
        new Option<double>("--ramp") { Description = "New robots a second.", DefaultValueFactory = _ => 50 }.Between(0.1, 1e6);

    private readonly Option<double> _seconds =
        new Option<double>("--seconds") { Description = "Seconds to play once all have come.", DefaultValueFactory = _ => 30 }.Between(0.1, LongestSeconds);

    private readonly Option<double> _interval =
        new Option<double>("--interval") { Description = "Milliseconds from one act of a robot to its next (Chat, Hitball).", DefaultValueFactory = _ => 1_000 }
            .Between(1, 1e6);

    private readonly Option<string> _gateway =
        new("--gateway") { Description = "MQTT over TCP of the gateway, host:port.", DefaultValueFactory = _ => "127.0.0.1:3563" };

    private readonly Option<bool> _start = new("--start")
    {
        Description = "Start a gateway for this run, instead of --gateway, and tell how punctual its rooms were and what it took of the machine.",
    };

    private readonly Option<int> _silos = new Option<int>("--silos")
    {
        Description = "With --start: silos beside the gateway, joined by Redis; 0 embeds one.",
    }.Between(0, MostSilos);

    private readonly Option<FileInfo?> _json = new("--json") { Description = "File to write the figures to." };

    internal RobotsCommand()
        : base("robots", "Lets robots play, and exits with 1 when one of them saw a rule of its game broken.")
    {
        foreach (Option option in new Option[] { _module, _players, _ramp, _seconds, _interval, _gateway, _start, _silos, _json })
        {
            Options.Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            await using var started = result.GetValue(_start)
                ? await new ServerStarter(Programs.Find(null, null)).StartAsync(Topology.WithSilos(result.GetValue(_silos)), cancellationToken)
                : null;
            var settings = new RobotSettings(
                result.GetValue(_module)!,
                result.GetValue(_players),
                result.GetValue(_ramp),
                TimeSpan.FromSeconds(result.GetValue(_seconds)),
                result.GetValue(_interval),
                started?.EndPoint ?? await FindAsync(result.GetValue(_gateway)!, cancellationToken));
            started?.TakeTicks();

            // Who is told to stop still says what was seen.
            using var loop = new EventLoop(CancellationToken.None);
            TickTimes? first = null, ticks = null;
            IReadOnlyList<ServerUse>? servers = null;
            var report = new RobotRun(settings, loop, Console.Error, cancellationToken).Run(
                settled: () => (first, _) = (started?.TakeTicks(), started?.TakeUse()),
                played: () => (ticks, servers) = (started?.TakeTicks(), started?.TakeUse()));
            (report.FirstTicks, report.Ticks, report.Servers) = (first, ticks, servers);
            report.Write(Console.Out);
            if (result.GetValue(_json) is { } file)
            {
                report.WriteJson(file.FullName);
            }

            return report.Errors > 0 ? BrokenRule : 0;
        }
        catch (Exception exception) when (exception is SocketException or FormatException or InvalidOperationException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine(exception.Message);
            return BrokenRule;
        }
    }

    private static async Task<IPEndPoint> FindAsync(string gateway, CancellationToken cancellationToken)
    {
        if (IPEndPoint.TryParse(gateway, out var endPoint) && endPoint.Port != 0)
        {
            return endPoint;
        }

        int colon = gateway.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(gateway[(colon + 1)..], out ushort port))
        {
            throw new FormatException($"--gateway {gateway}: not of the form host:port.");
        }

        var addresses = await Dns.GetHostAddressesAsync(gateway[..colon], cancellationToken);
        return new(Array.Find(addresses, a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0], port);
    }
}
