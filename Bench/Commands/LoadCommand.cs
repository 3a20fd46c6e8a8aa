using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mqant.Bench.Load;

namespace Mqant.Bench.Commands;

/// <summary>Loads a gateway that is already running, anywhere.</summary>
internal sealed class LoadCommand : Command
{
    private const double LongestSeconds = 86_400;

    private readonly Option<string> _host = new("--host") { Description = "Name or address of the gateway.", DefaultValueFactory = _ => "127.0.0.1" };

    private readonly Option<int> _port =
        new Option<int>("--port") { Description = "Its MQTT port over TCP.", DefaultValueFactory = _ => 3563 }.Between(1, 65_535);

    private readonly Option<int> _connections =
        new Option<int>("--connections") { Description = "Clients.", DefaultValueFactory = _ => 100 }.Between(1, EventLoop.ConnectionLimit);

    private readonly Option<int> _inFlight =
        new Option<int>("--inflight") { Description = "Requests that each client keeps in flight.", DefaultValueFactory = _ => 1 }.Between(1, 10_000);

    private readonly Option<double> _rate = new Option<double>("--rate")
    {
        Description = "Requests a second over all clients, sent on schedule; latency then counts from the intended time. 0: as fast as it goes.",
        DefaultValueFactory = _ => 0,
    }.Between(0, 1e9);

    private readonly Option<double> _seconds =
        new Option<double>("--seconds") { Description = "Seconds to measure.", DefaultValueFactory = _ => 10 }.Between(0.1, LongestSeconds);

    private readonly Option<double> _warmUp =
        new Option<double>("--warm-up") { Description = "Seconds of load before that.", DefaultValueFactory = _ => 2 }.Between(0, LongestSeconds);

    private readonly Option<int> _threads =
        new Option<int>("--threads") { Description = "Threads that share the clients.", DefaultValueFactory = _ => 1 }.Between(1, 256);

    private readonly Option<string> _module = new("--module")
    {
        Description = "Module to call; Module@Key calls one grain.",
        DefaultValueFactory = _ => "HelloWorld",
    };

    private readonly Option<string> _handler = new("--handler") { Description = "Handler to call.", DefaultValueFactory = _ => "HD_Say" };

    private readonly Option<string> _payload = new("--payload")
    {
        Description = "Payload to send.",
        DefaultValueFactory = _ => """{"say":"hello"}""",
    };

    private readonly Option<string?> _expect = new("--expect")
    {
        Description = "Result (JSON) that each reply must have. Without, every reply with an empty Error is right.",
    };

    private readonly Option<bool> _logIn = new("--login") { Description = "Log each client in first, through the Login demo." };

    internal LoadCommand()
        : base("load", "Loads a running gateway and prints throughput and latencies.")
    {
        foreach (Option option in new Option[]
            { _host, _port, _connections, _inFlight, _rate, _seconds, _warmUp, _threads, _module, _handler, _payload, _expect, _logIn })
        {
            Options.Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        IPEndPoint server;
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(result.GetValue(_host)!, cancellationToken);
            server = new(Array.Find(addresses, a => a.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0], result.GetValue(_port));
        }
        catch (SocketException exception)
        {
            Console.Error.WriteLine($"--host {result.GetValue(_host)}: {exception.Message}");
            return 1;
        }

        var shape = RequestShape.To(result.GetValue(_module)!, result.GetValue(_handler)!, result.GetValue(_payload)!, result.GetValue(_expect));
        int threads = Math.Min(result.GetValue(_threads), result.GetValue(_connections));
        double rate = result.GetValue(_rate);
        var statistics = Enumerable.Range(0, threads).Select(_ => new LoadStatistics()).ToArray();

        LoadResult Run(int thread)
        {
            int connections = result.GetValue(_connections);
            int share = (connections / threads) + (thread < connections % threads ? 1 : 0);
            using var loop = new EventLoop(cancellationToken);
            var context = new LoadContext
            {
                Loop = loop,
                Server = server,
                Tag = $"{Environment.MachineName}-{Environment.ProcessId}-{thread}",
                WarmUp = TimeSpan.FromSeconds(result.GetValue(_warmUp)),
                Duration = TimeSpan.FromSeconds(result.GetValue(_seconds)),
            };
            var traffic = new RequestTraffic(share, result.GetValue(_inFlight), rate > 0 ? rate * share / connections : null)
            {
                Shape = shape,
                LogsIn = result.GetValue(_logIn),
            };
            return traffic.Run(context, statistics[thread]);
        }

        Console.Error.WriteLine($"{result.GetValue(_connections)} clients to {server}, {result.GetValue(_seconds)} s …");
        var results = await Task.WhenAll(Enumerable.Range(0, threads).Select(thread =>
            Task.Factory.StartNew(() => Run(thread), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        foreach (var other in statistics.Skip(1))
        {
            statistics[0].Add(other);
        }

        var total = Measurement.Result(statistics[0], results.Max(run => run.Elapsed), TimeSpan.Zero, results.Max(run => run.GeneratorCpu)) with
        {
            SlowestConnection = results.Max(run => run.SlowestConnection),
        };
        Print(total);
        return total.Failures > 0 ? 1 : 0;
    }

    private static void Print(LoadResult total)
    {
        Line($"requests   {total.Completed:N0} in {total.Elapsed.TotalSeconds:0.0} s, {total.PerSecond:N0} a second");
        Line($"latency    p50 {total.MedianMicroseconds:N0} µs, p99 {total.P99Microseconds:N0} µs, max {total.MaxMicroseconds:N0} µs");
        if (total.SlowestConnection is { } slowest)
        {
            Line($"slowest    worst latency of any client is {slowest:0.0} × the median");
        }

        Line($"generator  {total.GeneratorCores:0.00} cores busy");
        Line($"failures   {total.Failures:N0}");
        foreach (string explanation in total.Explanations)
        {
            Line($"           {explanation}");
        }
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
