using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mqant.Bench.Fuzz;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Commands;

/// <summary>Sends changed sessions to a live gateway.</summary>
internal sealed class FuzzCommand : Command
{
    private const int Failed = 1;
    private const double LongestSeconds = 86_400;

    private readonly Option<int?> _seed = new("--seed") { Description = "Seed of all cases. Without, another one every time, which is printed." };

    private readonly Option<string> _cases = new("--cases")
    {
        Description = "Cases of the seed: a number, or two as in 100-131.",
        DefaultValueFactory = _ => "1-2000000000",
    };

    private readonly Option<double> _seconds =
        new Option<double>("--seconds") { Description = "Seconds in which new cases begin.", DefaultValueFactory = _ => 10 }.Between(0.1, LongestSeconds);

    private readonly Option<int> _connections =
        new Option<int>("--connections") { Description = "Cases under way at a time.", DefaultValueFactory = _ => 32 }.Between(1, 1_000);

    private readonly Option<double> _patience =
        new Option<double>("--patience") { Description = "Seconds in which a connection must end after the client's last byte.", DefaultValueFactory = _ => 20 }.Between(0.1, 600);

    private readonly Option<int> _kept =
        new Option<int>("--keeps") { Description = "MB that the heap of the gateway may have grown by at the end.", DefaultValueFactory = _ => 16 }.Between(0, 10_000);

    private readonly Option<string?> _program = new("--program") { Description = "Gateway to start, built elsewhere." };

    private readonly Option<string[]> _settings = new("--setting")
    {
        Description = "Setting of the gateway that is started, as Mqant:Gateway:CallTimeout=00:00:02. May be repeated.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<IPEndPoint?> _tcp = Address("--gateway", "MQTT over TCP of a gateway that is running, address:port; then none is started, and its log and memory are not seen.");
    private readonly Option<IPEndPoint?> _webSocket = Address("--websocket", "Its MQTT over WebSocket.");
    private readonly Option<IPEndPoint?> _framed = Address("--framed", "Its framed protocol.");

    internal FuzzCommand()
        : base("fuzz", "Sends changed sessions of every version over every transport to a gateway, and exits with 1 on an exception, a crash, a stuck connection or memory that does not come back.")
    {
        _cases.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !TryReadCases(text, out _, out _))
            {
                result.AddError($"{_cases.Name} must be a number, or two as in 100-131.");
            }
        });
        foreach (Option option in new Option[] { _seed, _cases, _seconds, _connections, _patience, _kept, _program, _settings, _tcp, _webSocket, _framed })
        {
            Options.Add(option);
        }

        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        _ = TryReadCases(result.GetValue(_cases)!, out int first, out int last);
        var settings = new FuzzSettings(
            result.GetValue(_seed) ?? Random.Shared.Next(),
            TimeSpan.FromSeconds(result.GetValue(_seconds)),
            Math.Min(result.GetValue(_connections), last - first + 1),
            first,
            last,
            TimeSpan.FromSeconds(result.GetValue(_patience)),
            result.GetValue(_kept) * 1_000_000L);
        var target = new FuzzTarget(result.GetValue(_tcp), result.GetValue(_webSocket), result.GetValue(_framed));
        try
        {
            await using var server = target.Protocols.Any()
                ? new FuzzedServer(target)
                : await FuzzedServer.StartAsync(
                    Programs.Find(result.GetValue(_program), null).Gateway, result.GetValue(_settings)!.Select(static setting => "--" + setting), cancellationToken);
            Console.WriteLine($"seed       {settings.Seed.ToString(CultureInfo.InvariantCulture)}");
            return await new FuzzRun(settings, server, Console.Out).RunAsync(cancellationToken) ? 0 : Failed;
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidOperationException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine(exception.Message);
            return Failed;
        }
    }

    private static bool TryReadCases(string text, out int first, out int last)
    {
        string[] numbers = text.Split('-', 2);
        last = 0;
        return int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)
            && int.TryParse(numbers[^1], NumberStyles.None, CultureInfo.InvariantCulture, out last)
            && first >= 1 && last >= first;
    }

    private static Option<IPEndPoint?> Address(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (IPEndPoint.TryParse(result.Tokens[0].Value, out var address) && address.Port != 0)
            {
                return address;
            }

            result.AddError($"{name} must be of the form address:port.");
            return null;
        },
    };
}
