using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Fuzz;

/// <summary>The gateway that is fuzzed: one that was started for it, whose log, memory and descriptors are seen, or one anywhere, of which only its answers are.</summary>
internal sealed class FuzzedServer : IAsyncDisposable
{
    private const string Accident = "Unhandled exception";

    private readonly ServerProcess? _process;
    private readonly ConcurrentQueue<string> _accidents = new();

    internal FuzzedServer(FuzzTarget target) => Target = target;

    private FuzzedServer(ServerProcess process, FuzzTarget target, ConcurrentQueue<string> accidents)
        : this(target)
    {
        _process = process;
        _accidents = accidents;
    }

    internal FuzzTarget Target { get; }

    /// <summary>Errors and exceptions in its log.</summary>
    internal IReadOnlyCollection<string> Accidents => _accidents;

    internal bool HasEnded => _process?.HasExited ?? false;

    /// <summary>Starts a gateway with a silo of its own on the loopback address.</summary>
    internal static async Task<FuzzedServer> StartAsync(string program, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        var accidents = new ConcurrentQueue<string>();
        var addresses = new ConcurrentDictionary<string, IPEndPoint>();
        string[] names = [ServerStarter.TcpLine, ServerStarter.WebSocketLine, "Framed on "];
        string[] arguments =
        [
            .. ServerStarter.GatewayPorts, .. ServerStarter.SiloPorts, "--Mqant:Gateway:FramedPort=0", "--Mqant:Cluster:Mode=Embedded", "--Mqant:Management:Port=-1",
            "--Mqant:Silo:CollectionAge=00:00:30", "--Mqant:Demos:AnyPasswordLogin=true", "--Mqant:Logs:Console=Json", .. settings,
        ];
        var process = await ServerProcess.StartAsync(
            "gateway",
            program,
            arguments,
            line =>
            {
                foreach (string name in names.Where(name => line.StartsWith(name, StringComparison.Ordinal)))
                {
                    addresses[name] = IPEndPoint.Parse(line[name.Length..]);
                }

                if (IsAccident(line))
                {
                    accidents.Enqueue(line);
                }

                return line.Contains(ServerStarter.ReadyLine, StringComparison.Ordinal);
            },
            cancellationToken);
        return new FuzzedServer(process, new FuzzTarget(addresses[names[0]], addresses[names[1]], addresses[names[2]]), accidents);
    }

    /// <summary>What it holds now; null where that is not seen.</summary>
    /// <exception cref="InvalidOperationException">It does not answer.</exception>
    internal FuzzUse? TakeUse() => _process is null
        ? null
        : new FuzzUse(_process.TakeHeap() ?? throw new InvalidOperationException("The gateway does not say what it holds."), _process.OpenFiles, _process.ResidentBytes);

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? default;

    /// <summary>Whether a line of the log, or of the runtime, tells of an error.</summary>
    internal static bool IsAccident(string line)
    {
        if (!line.StartsWith('{'))
        {
            return line.Contains(Accident, StringComparison.Ordinal);
        }

        try
        {
            using var entry = JsonDocument.Parse(line);
            return entry.RootElement.TryGetProperty("Exception", out _)
                || (entry.RootElement.TryGetProperty("LogLevel", out var level) && level.GetString() is "Error" or "Critical");
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
