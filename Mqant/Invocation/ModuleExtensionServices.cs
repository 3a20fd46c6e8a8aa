using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>What every activation's extension shares.</summary>
internal sealed class ModuleExtensionServices
{
    private readonly IHandlerFilter[] _filters;
    private readonly CallStatistics _handlers;
    private readonly ConcurrentDictionary<ModuleHandler, IHandlerFilter[]> _filtersOf = new();
    private readonly ConcurrentDictionary<ModuleDescriptor, HandlerStatistics[]> _statisticsOf = new();

    public ModuleExtensionServices(
        ISessionServices sessions,
        PushLanes lanes,
        IEnumerable<IHandlerFilter> filters,
        MqantMetrics metrics,
        TimeProvider time,
        RecentCallsExpiry recentCalls,
        IGrainContextAccessor accessor,
        LiveOptions<TelemetryOptions> telemetry,
        LineLimiter lines,
        ILogger<ModuleExtension> logger)
    {
        _filters = [.. filters];
        Sessions = sessions;
        Lanes = lanes;
        _handlers = metrics.Handlers;
        UnknownHandler = _handlers.Get(CallStatistics.Unknown, CallStatistics.Unknown);
        Time = time;
        RecentCalls = recentCalls;
        Telemetry = telemetry;
        LateTraces = new TraceLimit(time);
        Logger = lines.Limit(logger);
        CallScope.Use(accessor);
    }

    public ISessionServices Sessions { get; }

    public PushLanes Lanes { get; }

    /// <summary>Of calls for handlers that a module does not have.</summary>
    public HandlerStatistics UnknownHandler { get; }

    public TimeProvider Time { get; }

    public RecentCallsExpiry RecentCalls { get; }

    public LiveOptions<TelemetryOptions> Telemetry { get; }

    /// <summary>Of calls that failed or took long.</summary>
    public TraceLimit LateTraces { get; }

    public ILogger Logger { get; }

    /// <summary>The statistics of a module's handlers, by <see cref="ModuleHandler.Index"/>.</summary>
    public HandlerStatistics[] GetStatistics(ModuleDescriptor module) => _statisticsOf.GetOrAdd(
        module,
        static (module, all) => [.. module.Handlers.Values.OrderBy(static handler => handler.Index).Select(handler => all.Get(module.Traits.Name, handler.Name))],
        _handlers);

    /// <summary>All filters around a handler, from the outside in: the silo's, the module's, its own.</summary>
    public IHandlerFilter[] GetFilters(ModuleHandler handler) =>
        _filters.Length == 0 ? handler.Filters : _filtersOf.GetOrAdd(handler, static (handler, silo) => [.. silo, .. handler.Filters], _filters);
}
