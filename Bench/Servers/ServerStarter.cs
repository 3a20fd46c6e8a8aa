using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mqant.Bench.Servers;

/// <summary>Starts what a workload is measured against, on free ports of the loopback address.</summary>
internal sealed class ServerStarter(Programs programs)
{
    internal const string ReadyLine = "Ready.";
    internal const string TcpLine = "MQTT over TCP on ";
    internal const string WebSocketLine = "MQTT over WebSocket on ";
    private const string TlsLine = "MQTT over TLS on ";

    // Fifteen times as often as Prometheus asks, so that short runs have their share of it.
    private const string ExportMilliseconds = "1000";

    private int _clusters;

    internal Task<ServerGroup> StartAsync(Topology topology, CancellationToken cancellationToken) => topology switch
    {
        { IsBare: true } => StartBareEchoAsync(cancellationToken),
        { IsEcho: true } => StartEchoAsync(topology.HasTls, cancellationToken),
        { Silos: 0 } => StartEmbeddedAsync(topology, cancellationToken),
        _ => StartClusterAsync(topology.Silos, cancellationToken),
    };

    private static async Task<ServerGroup> StartEchoAsync(bool hasTls, CancellationToken cancellationToken)
    {
        var group = new ServerGroup();
        string[] arguments = hasTls ? ["echo", "--certificate", TlsCertificate.Path] : ["echo"];
        return await CompleteAsync(group, async () =>
            group.EndPoint = await AddAsync(group, "echo", Programs.Self, arguments, Commands.EchoCommand.ListeningLine, cancellationToken));
    }

    private static async Task<ServerGroup> StartBareEchoAsync(CancellationToken cancellationToken)
    {
        var group = new ServerGroup();
        return await CompleteAsync(group, async () =>
            group.EndPoint = await AddAsync(group, "bare echo", BareEcho.Program, [], Commands.EchoCommand.ListeningLine, cancellationToken));
    }

    private async Task<ServerGroup> StartEmbeddedAsync(Topology topology, CancellationToken cancellationToken)
    {
        var group = new ServerGroup();
        return await CompleteAsync(group, async () =>
        {
            string[] observed = await ObserveAsync(group, topology.Observation, cancellationToken);
            string[] rooms = topology.IsOnOneCore ? [$"--Mqant:ModulesPath={Programs.Modules}"] : [];
            string[] tls = topology.HasTls ? ["--Mqant:Gateway:Tls:TcpPort=0", $"--Mqant:Gateway:Tls:Certificate:Path={TlsCertificate.Path}"] : [];
            group.EndPoint = await AddAsync(
                group,
                "gateway",
                programs.Gateway,
                [.. GatewayPorts, .. NoLimits, .. SiloPorts, "--Mqant:Cluster:Mode=Embedded", .. observed, .. tls, .. rooms],
                topology.HasTls ? TlsLine : topology.HasWebSockets ? WebSocketLine : TcpLine,
                cancellationToken,
                isOnOneCore: topology.IsOnOneCore);
        });
    }

    private static async Task<string[]> ObserveAsync(ServerGroup group, Observation observation, CancellationToken cancellationToken)
    {
        switch (observation)
        {
            case Observation.Nothing:
                return ["--Mqant:Management:Port=-1", "--Mqant:Errors:Enabled=false"];
            case Observation.Everything:
                var receiver = await AddAsync(group, "receiver", Programs.Self, ["receiver"], Commands.ReceiverCommand.ListeningLine, cancellationToken, isCounted: false);
                return ["--Mqant:Management:Port=0", $"--Mqant:Telemetry:OtlpEndpoint=http://{receiver}", $"--OTEL_METRIC_EXPORT_INTERVAL={ExportMilliseconds}"];
            default:
                return [];
        }
    }

    private async Task<ServerGroup> StartClusterAsync(int silos, CancellationToken cancellationToken)
    {
        var group = new ServerGroup();
        return await CompleteAsync(group, async () =>
        {
            int redis = await StartRedisAsync(group, cancellationToken);
            string[] cluster =
            [
                "--Mqant:Cluster:Mode=Redis",
                $"--Mqant:Cluster:Redis=127.0.0.1:{redis.ToString(CultureInfo.InvariantCulture)}",
                $"--Mqant:Cluster:ClusterId=bench-{Environment.ProcessId}-{Interlocked.Increment(ref _clusters)}",
                "--Mqant:Demos:AnyPasswordLogin=true",
                .. SiloPorts,
            ];
            for (int i = 1; i <= silos; i++)
            {
                group.Add(await ServerProcess.StartAsync(
                    $"silo {i}", programs.Silo, cluster, line => line.Contains(ReadyLine, StringComparison.Ordinal), cancellationToken));
            }

            group.EndPoint = await AddAsync(group, "gateway", programs.Gateway, [.. GatewayPorts, .. NoLimits, .. cluster], TcpLine, cancellationToken);
        });
    }

    /// <summary>A real Redis where one is installed, else Garnet in a process of its own. It is on no request's path and not counted.</summary>
    private static async Task<int> StartRedisAsync(ServerGroup group, CancellationToken cancellationToken)
    {
        int port = FreePort();
        string number = port.ToString(CultureInfo.InvariantCulture);
        string? installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
        var redis = installed is null
            ? await ServerProcess.StartAsync(
                "garnet", Programs.Self, ["redis", "--port", number], line => line.Contains(ReadyLine, StringComparison.Ordinal), cancellationToken)
            : await ServerProcess.StartAsync(
                "redis",
                installed,
                ["--port", number, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()],
                line => line.Contains("Ready to accept connections", StringComparison.OrdinalIgnoreCase),
                cancellationToken);
        group.Add(redis, isCounted: false);
        return port;
    }

    /// <summary>Starts a server that prints an address after <paramref name="before"/> and later that it is ready.</summary>
    private static async Task<IPEndPoint> AddAsync(
        ServerGroup group, string name, string program, IEnumerable<string> arguments, string before, CancellationToken cancellationToken, bool isCounted = true, bool isOnOneCore = false)
    {
        IPEndPoint? address = null;
        group.Add(await ServerProcess.StartAsync(
            name,
            program,
            arguments,
            line =>
            {
                int at = line.IndexOf(before, StringComparison.Ordinal);
                if (at >= 0 && IPEndPoint.TryParse(line[(at + before.Length)..].Split(' ')[0], out var printed))
                {
                    address = printed;
                }

                return line.Contains(ReadyLine, StringComparison.Ordinal);
            },
            cancellationToken,
            isOnOneCore), isCounted);
        return address ?? throw new InvalidOperationException($"{name} printed no line \"{before}<address>:<port>\".");
    }

    private static async Task<ServerGroup> CompleteAsync(ServerGroup group, Func<Task> start)
    {
        try
        {
            await start();
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    internal static string[] GatewayPorts =>
    [
        "--Mqant:Gateway:Address=127.0.0.1",
        "--Mqant:Gateway:TcpPort=0",
        "--Mqant:Gateway:WebSocketPort=0",
        "--Mqant:Gateway:HttpPort=0",
    ];

    private static string[] NoLimits =>
    [
        // What is measured is what a gateway can do; and all of its clients are one address.
        "--Mqant:Gateway:MaxRequestsPerSecond=0",
        "--Mqant:Gateway:MaxBytesPerSecond=0",
        "--Mqant:Gateway:MaxConnectionsPerAddress=0",
        "--Mqant:Gateway:Limits:MaxConnectsPerSecondPerAddress=0",
        "--Mqant:Gateway:Limits:MaxNewKeysPerMinutePerAddress=0",
        "--Mqant:Gateway:Limits:MaxLoginsPerMinutePerAddress=0",
    ];

    internal static string[] SiloPorts => ["--Mqant:Silo:Port=0", "--Mqant:Silo:GatewayPort=0"];

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
