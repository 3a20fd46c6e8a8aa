using Mqant.Gateway.Catalog;
using Mqant.Gateway.Hosting;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Telemetry;
using Orleans.Runtime;

namespace Mqant.Operations.Processes;

/// <summary>Reads what this process has to report.</summary>
internal sealed class ProcessMeter(IServiceProvider services, ProcessIdentity identity, WarningLog log, IHostApplicationLifetime lifetime, TimeProvider time)
{
    // Of a report.
    private const int MostLines = 50;
    private const int MostSlowCalls = 5;

    // Reading them takes longer than the rest.
    private static readonly TimeSpan SlowestEvery = TimeSpan.FromSeconds(5);

    private readonly MqantMetrics? _metrics = services.GetService<MqantMetrics>();
    private readonly GatewayMetrics? _gateway = services.GetService<GatewayMetrics>();
    private readonly SessionRegistry? _sessions = services.GetService<SessionRegistry>();
    private readonly LaneReceiver? _receiver = services.GetService<LaneReceiver>();
    private readonly GatewayReadiness? _readiness = services.GetService<GatewayReadiness>();
    private readonly ModuleCatalog? _modules = services.GetService<ModuleCatalog>();
    private readonly ISiloStatusOracle? _silo = services.GetService<ISiloStatusOracle>();
    private readonly IProcessDrain? _drain = services.GetService<IProcessDrain>();
    private readonly Dictionary<(string Module, string HandlerName), long> _reportedRequests = [];
    private readonly Dictionary<(string Module, string HandlerName), long> _reportedHandlers = [];
    private readonly Dictionary<(string Module, string HandlerName), long> _reportedSlowest = [];
    private Environment.ProcessCpuUsage _cpu = Environment.CpuUsage;
    private long _cpuAt = time.GetTimestamp();
    private long _slowestAt;

    /// <summary>The next report.</summary>
    /// <param name="withFacts">Whoever gets it knows nothing yet.</param>
    /// <param name="grains">How many grains are active.</param>
    public ProcessReport Read(bool withFacts, long grains)
    {
        if (withFacts)
        {
            _reportedRequests.Clear();
            _reportedHandlers.Clear();
            _reportedSlowest.Clear();
        }

        var memory = GC.GetGCMemoryInfo();
        return new ProcessReport
        {
            Id = identity.Facts.Id,
            Facts = withFacts ? identity.Facts : null,
            State = ReadState(),
            CpuPercent = ReadCpu(),
            MemoryBytes = Environment.WorkingSet,
            MemoryLimitBytes = memory.TotalAvailableMemoryBytes is > 0 and var limit ? limit : null,
            Grains = grains,
            Sessions = _sessions?.Count ?? 0,
            Rooms = _metrics?.ActiveRooms ?? 0,
            UsersOnline = _metrics?.UsersOnline.Value ?? 0,
            Groups = _metrics?.Groups.Value ?? 0,
            Pushes = _gateway?.PushesSent ?? 0,
            Gateway = _receiver?.Address?.ToString(),
            Requests = Changed(_gateway?.Requests, _reportedRequests),
            Handlers = Changed(_metrics?.Handlers, _reportedHandlers),
            Slowest = ReadSlowest(withFacts),
            Budgets = _metrics?.Budgets.Read() ?? [],
            Log = log.Take(MostLines),
        };
    }

    /// <summary>A report did not come where it was to go: what it had of the log comes again.</summary>
    public void PutBack(ProcessReport report) => log.PutBack(report.Log);

    private static HandlerSnapshot[] Changed(CallStatistics? statistics, Dictionary<(string, string), long> reported)
    {
        if (statistics is null)
        {
            return [];
        }

        List<HandlerSnapshot> changed = [];
        foreach (var handler in statistics.Read())
        {
            var calls = handler.Calls;
            if (reported.GetValueOrDefault((handler.Module, handler.HandlerName)) != calls)
            {
                reported[(handler.Module, handler.HandlerName)] = calls;
                changed.Add(handler);
            }
        }

        return [.. changed];
    }

    // Requests as clients see them where this is a gateway; what a silo sees of them is known there, too.
    private SlowHandler[] ReadSlowest(bool now)
    {
        if (_gateway is null || (!now && time.GetElapsedTime(_slowestAt) < SlowestEvery))
        {
            return [];
        }

        _slowestAt = time.GetTimestamp();
        List<SlowHandler> slowest = [];
        foreach (var handler in _gateway.Requests.All)
        {
            var calls = _reportedRequests.GetValueOrDefault((handler.Module, handler.HandlerName));
            if (_reportedSlowest.GetValueOrDefault((handler.Module, handler.HandlerName)) != calls)
            {
                _reportedSlowest[(handler.Module, handler.HandlerName)] = calls;
                slowest.Add(new SlowHandler(handler.Module, handler.HandlerName, [.. handler.Slowest.Read().Take(MostSlowCalls)]));
            }
        }

        return [.. slowest];
    }

    private ProcessState ReadState() =>
        _drain is { HasBegun: true } ? _sessions is { IsEmpty: false } ? ProcessState.Draining : ProcessState.Stopping
        : lifetime.ApplicationStopping.IsCancellationRequested ? ProcessState.Stopping
        : IsReady ? ProcessState.Ready
        : ProcessState.Starting;

    // As the health checks say it; these, asked every second, would say in the log each time that they are not well.
    private bool IsReady =>
        (_silo is null or { CurrentStatus: SiloStatus.Active })
        && (_readiness is null or { WhenReady.IsCompleted: true })
        && (_modules is null or { IsEmpty: false });

    private double ReadCpu()
    {
        var (cpu, now) = (Environment.CpuUsage, time.GetTimestamp());
        var elapsed = time.GetElapsedTime(_cpuAt, now);
        var used = cpu.TotalTime - _cpu.TotalTime;
        (_cpu, _cpuAt) = (cpu, now);
        return elapsed <= TimeSpan.Zero ? 0 : Math.Round(Math.Clamp(100 * (used / elapsed) / Environment.ProcessorCount, 0, 100), 1);
    }
}
