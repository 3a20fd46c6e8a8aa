using System.Collections.Frozen;
using Orleans.Runtime;

namespace Mqant.Gateway.Catalog;

/// <summary>A module that can be called now.</summary>
internal sealed class ModuleRoute
{
    private readonly FrozenDictionary<string, HandlerRoute>.AlternateLookup<ReadOnlySpan<char>> _handlers;

    public ModuleRoute(ModuleTraits traits, GrainType grainType)
    {
        Traits = traits;
        GrainType = grainType;
        Singleton = GrainId.Create(grainType, ModuleKeys.Singleton);
        _handlers = traits.Handlers
            .ToFrozenDictionary(h => h.Key, h => new HandlerRoute(this, h.Key, h.Value), StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ModuleTraits Traits { get; }

    public GrainType GrainType { get; }

    /// <summary>The grain of a module that has one, or that a client reaches anywhere.</summary>
    public GrainId Singleton { get; }

    public HandlerRoute? Find(ReadOnlySpan<char> handler) => _handlers.TryGetValue(handler, out var route) ? route : null;
}
