using System.Collections.Frozen;
using Mqant.Gateway.Telemetry;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Gateway.Catalog;

/// <summary>
/// The modules that the cluster offers, read from its manifest and kept up to date. A handler is offered when every silo that hosts its grain type
/// has it; of two grain types that claim one module, the one that was there first stays. A module that one of its silos describes as this version does not understand
/// is not offered: a call may come to that silo.
/// </summary>
internal sealed partial class ModuleCatalog(UnreadableOffers unreadable, GatewayMetrics metrics, ILogger<ModuleCatalog> logger)
{
    private readonly TaskCompletionSource _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FrozenSet<SiloAddress> _silos = FrozenSet<SiloAddress>.Empty;
    private volatile FrozenDictionary<string, ModuleRoute> _modules = FrozenDictionary<string, ModuleRoute>.Empty;

    public bool IsEmpty => _modules.Count == 0;

    /// <summary>Completes once the cluster offers a module.</summary>
    public Task WhenOffered => _offered.Task;

    /// <summary>Completes once the modules of a silo are taken into account.</summary>
    public async Task WhenKnownAsync(SiloAddress silo)
    {
        while (true)
        {
            var next = _next.Task;
            if (_silos.Contains(silo))
            {
                return;
            }

            await next;
        }
    }

    public ModuleRoute? Find(ReadOnlySpan<char> name) =>
        _modules.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var module) ? module : null;

    public void Update(ClusterManifest manifest)
    {
        var offers = Read(manifest);
        var modules = new Dictionary<string, ModuleRoute>(StringComparer.Ordinal);
        foreach (var claims in offers.GroupBy(o => o.Traits.Name, StringComparer.Ordinal))
        {
            var present = Find(claims.Key);
            var chosen = claims.FirstOrDefault(c => c.GrainType == present?.GrainType) ?? claims.OrderBy(c => c.Since).ThenBy(c => c.GrainType.ToString(), StringComparer.Ordinal).First();
            foreach (var other in claims.Where(c => c != chosen))
            {
                Log.Claimed(logger, claims.Key, chosen.GrainType, other.GrainType);
            }

            modules[claims.Key] = present is not null && present.GrainType == chosen.GrainType && present.Traits.IsSameAs(chosen.Traits)
                ? present
                : new ModuleRoute(chosen.Traits, chosen.GrainType, metrics);
        }

        foreach (var (name, module) in modules)
        {
            if (Find(name) != module)
            {
                Log.Offered(logger, name, string.Join(", ", module.Traits.Handlers.Keys.Order(StringComparer.Ordinal)));
            }
        }

        foreach (var name in _modules.Keys.Where(n => !modules.ContainsKey(n)))
        {
            Log.Gone(logger, name);
        }

        _modules = modules.ToFrozenDictionary(StringComparer.Ordinal);
        if (modules.Count > 0)
        {
            _offered.TrySetResult();
        }

        _silos = manifest.Silos.Keys.ToFrozenSet();
        var updated = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        updated.SetResult();
    }

    // What the silos that host a grain type agree on.
    private List<Offer> Read(ClusterManifest manifest)
    {
        var notUnderstood = new HashSet<GrainType>();
        var offers = new Dictionary<GrainType, Offer>();
        foreach (var (silo, grains) in manifest.Silos.OrderBy(s => s.Key.Generation))
        {
            foreach (var (grainType, properties) in grains.Grains)
            {
                if (ModuleTraits.GetName(properties) is not { } name)
                {
                    continue;
                }

                if (ModuleTraits.Read(properties) is not { } traits)
                {
                    notUnderstood.Add(grainType);
                    unreadable.Report(manifest, silo, grainType, $"module {name}");
                    continue;
                }

                if (offers.TryGetValue(grainType, out var offer))
                {
                    // The newest silo's traits, less what another silo lacks.
                    var common = traits.Handlers.Where(h => offer.Traits.Handlers.ContainsKey(h.Key)).ToFrozenDictionary(StringComparer.Ordinal);
                    offers[grainType] = offer with { Traits = traits with { Handlers = common } };
                }
                else
                {
                    offers.Add(grainType, new Offer(traits, grainType, silo.Generation));
                }
            }
        }

        return [.. offers.Values.Where(o => !notUnderstood.Contains(o.GrainType))];
    }

    private sealed record Offer(ModuleTraits Traits, GrainType GrainType, int Since);

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Module {Module} is offered: {Handlers}.")]
        public static partial void Offered(ILogger logger, string module, string handlers);

        [LoggerMessage(2002, LogLevel.Information, "Module {Module} is gone.")]
        public static partial void Gone(ILogger logger, string module);

        [LoggerMessage(2003, LogLevel.Error, "Module {Module} is claimed by two grain types: {Chosen} stays, {Other} is not called.")]
        public static partial void Claimed(ILogger logger, string module, GrainType chosen, GrainType other);
    }
}
