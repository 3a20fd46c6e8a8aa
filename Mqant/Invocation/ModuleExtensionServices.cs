using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>What every activation's extension shares.</summary>
internal sealed class ModuleExtensionServices
{
    private readonly IHandlerFilter[] _filters;
    private readonly ConcurrentDictionary<ModuleHandler, IHandlerFilter[]> _filtersOf = new();

    public ModuleExtensionServices(
        ISessionServices sessions,
        PushLanes lanes,
        IEnumerable<IHandlerFilter> filters,
        MqantMetrics metrics,
        TimeProvider time,
        RecentCallsExpiry recentCalls,
        IGrainContextAccessor accessor,
        LiveOptions<TelemetryOptions> telemetry,
        ILogger<ModuleExtension> logger)
    {
        _filters = [.. filters];
        Sessions = sessions;
        Lanes = lanes;
        Metrics = metrics;
        Time = time;
        RecentCalls = recentCalls;
        Telemetry = telemetry;
        Logger = logger;
        CallScope.Use(accessor);
    }

    public ISessionServices Sessions { get; }

    public PushLanes Lanes { get; }

    public MqantMetrics Metrics { get; }

    public TimeProvider Time { get; }

    public RecentCallsExpiry RecentCalls { get; }

    public LiveOptions<TelemetryOptions> Telemetry { get; }

    public ILogger Logger { get; }

    /// <summary>All filters around a handler, from the outside in: the silo's, the module's, its own.</summary>
    public IHandlerFilter[] GetFilters(ModuleHandler handler) =>
        _filters.Length == 0 ? handler.Filters : _filtersOf.GetOrAdd(handler, static (handler, silo) => [.. silo, .. handler.Filters], _filters);
}
