using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>What every activation's extension shares.</summary>
internal sealed class ModuleExtensionServices(
    ISessionServices sessions,
    PushLanes lanes,
    IEnumerable<IHandlerFilter> filters,
    MqantMetrics metrics,
    TimeProvider time,
    RecentCallsExpiry recentCalls,
    ILogger<ModuleExtension> logger)
{
    private readonly IHandlerFilter[] _filters = [.. filters];
    private readonly ConcurrentDictionary<ModuleHandler, IHandlerFilter[]> _filtersOf = new();

    public ISessionServices Sessions { get; } = sessions;

    public PushLanes Lanes { get; } = lanes;

    public MqantMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;

    public RecentCallsExpiry RecentCalls { get; } = recentCalls;

    public ILogger Logger { get; } = logger;

    /// <summary>All filters around a handler, from the outside in: the silo's, the module's, its own.</summary>
    public IHandlerFilter[] GetFilters(ModuleHandler handler) =>
        _filters.Length == 0 ? handler.Filters : _filtersOf.GetOrAdd(handler, static (handler, silo) => [.. silo, .. handler.Filters], _filters);
}
