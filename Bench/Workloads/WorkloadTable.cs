using System.IO.Enumeration;
using Mqant.Bench.Load;
using Mqant.Bench.Servers;

namespace Mqant.Bench.Workloads;

/// <summary>All workloads with their budgets.</summary>
/// <remarks>
/// E, the echo, answers the same packets at the same concurrency in the same run. Budgets are ratios to it because the machine
/// is not always equally fast. The open-loop rows have limits in microseconds: at partial load a socket layer costs what waking its threads costs, and that
/// is no yardstick but what is to be saved.
/// </remarks>
internal static class WorkloadTable
{
    private const int ManyConnections = 10_000;
    private const double OfferedDeliveries = 30_000;
    private const double OfferedRequests = 10_000;

    private static readonly RequestTraffic Sparse = new(100, 1);
    private static readonly RequestTraffic Wide = new(1000, 1);
    private static readonly RequestTraffic Deep = new(200, 16);
    private static readonly RequestTraffic Single = new(1, 1);
    private static readonly RoomTraffic OfferedRooms = new(10, 100, OfferedDeliveries);
    private static readonly RoomTraffic BusyRooms = new(10, 100);

    private static readonly RequestTraffic Paced = new(100, 16);

    private static readonly IdleTraffic Idle = new(ManyConnections);
    private static readonly TlsIdleTraffic TlsIdle = new(ManyConnections / 2);
    private static readonly ArrivalTraffic Arrival = new(ManyConnections);

    private static readonly Topology Split = Topology.WithSilos(1);

    private static readonly Workload[] Plain =
    [
        ToEcho("100x1", "100 connections, 1 request in flight each, embedded silo", Topology.Embedded, Sparse, 1.35),
        ToEcho("1000x1", "1,000 connections, 1 request in flight each, embedded silo", Topology.Embedded, Wide, 1.4),
        ToEcho("200x16", "200 connections, 16 requests in flight each, embedded silo", Topology.Embedded, Deep, 4) with { SlowestBudget = 20 },
        ToEcho("1x1", "one connection, one request in flight, embedded silo: median latency", Topology.Embedded, Single, 1.4) with
        {
            Metric = Metric.MedianLatency,
        },
        ToEcho("rooms", "10 rooms of 100 members, 30,000 deliveries/s offered, embedded silo; E is 100x1", Topology.Embedded, OfferedRooms, 1.1) with
        {
            Reference = new(Topology.Echo, Sparse),
        },
        ToEcho("rooms-max", "10 rooms of 100 members as fast as it goes, embedded silo; E is 200x16", Topology.Embedded, BusyRooms, 1.6) with
        {
            Reference = new(Topology.Echo, Deep),
        },
        ToEcho("split-100x1", "100 × 1, gateway and one silo as two processes", Split, Sparse, 2),
        ToEcho("split-200x16", "200 × 16, gateway and one silo as two processes", Split, Deep, 9) with { SlowestBudget = 20 },
        ToEcho("split-1x1", "one connection, one request in flight, gateway and one silo as two processes: median latency", Split, Single, 4) with
        {
            Metric = Metric.MedianLatency,
        },
        ToEcho("split-rooms", "10 rooms of 100 members, 30,000 deliveries/s offered, gateway and one silo as two processes; E is 100x1", Split, OfferedRooms, 1.6) with
        {
            Reference = new(Topology.Echo, Sparse),
        },
        ToEcho("split-rooms-max", "rooms as fast as it goes, gateway and one silo as two processes; E is 200x16", Split, BusyRooms, 2.7) with
        {
            Reference = new(Topology.Echo, Deep),
        },
        ToEcho("2silos-200x16", "200 × 16, gateway and two silos", Topology.WithSilos(2), Deep, 8) with { SlowestBudget = 20 },
    ];

    /// <summary>Every workload, in the order of the table.</summary>
    internal static IReadOnlyList<Workload> All { get; } =
    [
        .. Plain,
        OnSchedule("open-500", "500 requests/s", Topology.Embedded, 500, 80),
        OnSchedule("open-4000", "4,000 requests/s", Topology.Embedded, 4_000, 55),
        OnSchedule("open-20000", "20,000 requests/s", Topology.Embedded, 20_000, 30),
        OnSchedule("split-open-4000", "4,000 requests/s", Split, 4_000, 130),
        new("idle", "10,000 idle connections, embedded silo: resident memory each", new(Topology.Embedded, Idle), Metric.Memory)
        {
            Reference = new(Topology.Echo, Idle),
            Limit = 6.5,
        },
        new("idle-tls", "5,000 idle connections with TLS, embedded silo: resident memory each; E is a bare echo with TLS", new(Topology.TlsEmbedded, TlsIdle), Metric.Memory)
        {
            Reference = new(Topology.TlsEcho, TlsIdle),
            RatioBudget = 1.15,
        },
        new("arrive", "10,000 clients at once connect, log in and get a first reply, embedded silo", new(Topology.Embedded, Arrival), Metric.CpuTime)
        {
            Reference = new(Topology.Echo, Arrival),
            RatioBudget = 1.8,
        },
        OverWebSocket("ws-open-4000", "open-4000 by WebSocket, compared with TCP", Paced with { Rate = 4_000 }, 1.3),
        OverWebSocket("ws-200x16", "200x16 by WebSocket, compared with TCP", Deep, 1.5),
        OverWebSocket("ws-rooms-max", "rooms-max by WebSocket, compared with TCP", BusyRooms, 1.5),
        OverWebSocket("ws-arrive", "arrive by WebSocket, compared with TCP", Arrival, 1.3),
        new("ws-idle", "10,000 idle connections by WebSocket: resident memory each, beside TCP", new(Topology.WebSocketEmbedded, Idle), Metric.Memory)
        {
            Reference = new(Topology.Embedded, Idle),
            Limit = 8,
        },
        new("allocations", "bytes allocated a request at 100 × 1, embedded silo", new(Topology.Embedded, Sparse), Metric.Allocations)
        {
            Limit = 1500,
        },
        Observe("observe-100x1", "100x1 with traces, metrics and error reports, compared with none of them", Sparse),
        Observe("observe-200x16", "200x16 with traces, metrics and error reports, compared with none of them", Deep),
        ToEcho("noise", "the echo compared with itself at 100 × 1: how exact the other rows can be here", Topology.Echo, Sparse, 1.05),
        MoreSilos(4),
        MoreSilos(8),
        .. Plain.Select(BesideIdle),
    ];

    /// <summary>The workloads whose names match any of the patterns, which may hold <c>*</c>; all without patterns.</summary>
    internal static IReadOnlyList<Workload> Select(IReadOnlyList<string> patterns) =>
        patterns.Count == 0 ? All : [.. All.Where(workload => patterns.Any(pattern => Matches(workload, pattern)))];

    internal static bool Matches(Workload workload, string pattern) => FileSystemName.MatchesSimpleExpression(pattern, workload.Name);

    private static Workload ToEcho(string name, string about, Topology topology, Traffic traffic, double budget) =>
        new(name, about, new(topology, traffic), Metric.CpuTime) { Reference = new(Topology.Echo, traffic), RatioBudget = budget };

    /// <summary>An open loop: what a server takes that has little to do, and how late its answers are, counted from when each request was due.</summary>
    private static Workload OnSchedule(string name, string about, Topology topology, int perSecond, double limit)
    {
        var traffic = Paced with { Rate = perSecond };
        string where = topology.Silos == 0 ? "embedded silo" : "gateway and one silo as two processes";
        return new(name, $"{about} on schedule over 100 connections, {where}", new(topology, traffic), Metric.CpuTime)
        {
            Reference = new(Topology.Echo, traffic),
            Floor = new(Topology.Bare, traffic),
            Limit = limit,
        };
    }

    private static Workload OverWebSocket(string name, string about, Traffic traffic, double budget) =>
        new(name, about, new(Topology.WebSocketEmbedded, traffic), Metric.CpuTime) { Reference = new(Topology.Embedded, traffic), RatioBudget = budget };

    private static Workload Observe(string name, string about, Traffic traffic) => new(name, about, new(Topology.Observed, traffic), Metric.CpuTime)
    {
        Reference = new(Topology.Unobserved, traffic),
        RatioBudget = 1.05,
    };

    /// <summary>The same machine with more silos on it: shows what a silo costs the others, not that it scales.</summary>
    private static Workload MoreSilos(int silos)
    {
        var traffic = Deep with { Rate = OfferedRequests };
        string about = $"10,000 requests/s offered to {silos} silos; compared with 2";
        return new($"{silos}silos", about, new(Topology.WithSilos(silos), traffic), Metric.CpuTime)
        {
            Reference = new(Topology.WithSilos(2), traffic),
            RatioBudget = 1.3,
        };
    }

    /// <summary>The same figure with and without idle connections must be the same.</summary>
    private static Workload BesideIdle(Workload workload) => workload with
    {
        Name = workload.Name + "+idle",
        About = $"{workload.Name} with 10,000 idle connections present; compared with none",
        Subject = workload.Subject with { Idle = ManyConnections },
        Reference = workload.Subject,
        RatioBudget = 1.05,
        SlowestBudget = null,
    };
}
