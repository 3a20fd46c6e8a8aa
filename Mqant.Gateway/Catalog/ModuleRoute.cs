using System.Collections.Frozen;
using Mqant.Gateway.Telemetry;
using Orleans.Runtime;

namespace Mqant.Gateway.Catalog;

/// <summary>A module that can be called now.</summary>
internal sealed class ModuleRoute
{
    private readonly FrozenDictionary<string, HandlerRoute>.AlternateLookup<ReadOnlySpan<char>> _handlers;

    public ModuleRoute(ModuleTraits traits, GrainType grainType, GatewayMetrics metrics)
    {
        Traits = traits;
        GrainType = grainType;
        Singleton = GrainId.Create(grainType, ModuleKeys.Singleton);
        QueueTimes = metrics.GetQueueTimes(traits.Name);
        _handlers = traits.Handlers
            .ToFrozenDictionary(h => h.Key, h => new HandlerRoute(this, h.Key, h.Value, metrics.Requests.Get(traits.Name, h.Key)), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ModuleTraits Traits { get; }

    public GrainType GrainType { get; }

    /// <summary>How long requests for it wait.</summary>
    public SampledHistogram QueueTimes { get; }

    /// <summary>The grain of a module that has one, or that a client reaches anywhere.</summary>
    public GrainId Singleton { get; }

    public HandlerRoute? Find(ReadOnlySpan<char> handler) => _handlers.TryGetValue(handler, out var route) ? route : null;
}
