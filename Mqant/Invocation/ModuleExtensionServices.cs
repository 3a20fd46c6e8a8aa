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
    private readonly ConcurrentDictionary<ModuleDescriptor, HandlerStatistics[]> _statisticsOf = new();

    public ISessionServices Sessions { get; } = sessions;

    public PushLanes Lanes { get; } = lanes;

    public TimeProvider Time { get; } = time;

    public RecentCallsExpiry RecentCalls { get; } = recentCalls;

    /// <summary>Of calls for handlers that a module does not have.</summary>
    public HandlerStatistics UnknownHandler { get; } = metrics.Handlers.Get(CallStatistics.Unknown, CallStatistics.Unknown);

    public ILogger Logger { get; } = logger;

    /// <summary>The statistics of a module's handlers, by <see cref="ModuleHandler.Index"/>.</summary>
    public HandlerStatistics[] GetStatistics(ModuleDescriptor module) => _statisticsOf.GetOrAdd(
        module,
        static (module, all) => [.. module.Handlers.Values.OrderBy(static handler => handler.Index).Select(handler => all.Get(module.Traits.Name, handler.Name))],
        metrics.Handlers);

    /// <summary>All filters around a handler, from the outside in: the silo's, the module's, its own.</summary>
    public IHandlerFilter[] GetFilters(ModuleHandler handler) =>
        _filters.Length == 0 ? handler.Filters : _filtersOf.GetOrAdd(handler, static (handler, silo) => [.. silo, .. handler.Filters], _filters);
}
