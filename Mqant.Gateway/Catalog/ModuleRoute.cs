using System.Collections.Frozen;
using Mqant.Gateway.Telemetry;
using Orleans.Runtime;

namespace Mqant.Gateway.Catalog;

/// <summary>A module that can be called now.</summary>
internal sealed class ModuleRoute
{
    private readonly GatewayMetrics _metrics;
    private readonly FrozenDictionary<string, HandlerRoute>.AlternateLookup<ReadOnlySpan<char>> _handlers;
    private readonly FrozenDictionary<string, string?>.AlternateLookup<ReadOnlySpan<char>> _outOfService;

    public ModuleRoute(ModuleTraits traits, GrainType grainType, GatewayMetrics metrics)
        : this(traits, grainType, metrics, FrozenDictionary<string, string?>.Empty)
    {
    }

    private ModuleRoute(ModuleTraits traits, GrainType grainType, GatewayMetrics metrics, FrozenDictionary<string, string?> outOfService)
    {
        _metrics = metrics;
        Traits = traits;
        GrainType = grainType;
        Singleton = GrainId.Create(grainType, ModuleKeys.Singleton);
        QueueTimes = metrics.GetQueueTimes(traits.Name);
        _handlers = traits.Handlers
            .Where(h => !outOfService.ContainsKey(h.Key))
            .ToFrozenDictionary(h => h.Key, h => new HandlerRoute(this, h.Key, h.Value, metrics.Requests.Get(traits.Name, h.Key)), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
        _outOfService = outOfService.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ModuleTraits Traits { get; }

    public GrainType GrainType { get; }

    /// <summary>How long requests for it wait.</summary>
    public SampledHistogram QueueTimes { get; }

    /// <summary>The grain of a module that has one, or that a client reaches anywhere.</summary>
    public GrainId Singleton { get; }

    public HandlerRoute? Find(ReadOnlySpan<char> handler) => _handlers.TryGetValue(handler, out var route) ? route : null;

    /// <summary>What operators have callers told of a handler that is out of service, if anything.</summary>
    public string? FindMessage(ReadOnlySpan<char> handler) => _outOfService.TryGetValue(handler, out var message) ? message : null;

    /// <summary>The module without the handlers that are out of service.</summary>
    public ModuleRoute Without(IEnumerable<OutOfService> handlers)
    {
        var outOfService = handlers.ToFrozenDictionary(static entry => entry.Handler!, static entry => entry.Message, StringComparer.Ordinal);
        return outOfService.Count == 0 ? this : new ModuleRoute(Traits, GrainType, _metrics, outOfService);
    }
}
