using System.Collections.Frozen;
using Mqant.Gateway.Telemetry;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Gateway.Catalog;

/// <summary>
/// The modules that the cluster offers, read from its manifest and kept up to date. A handler is offered when every silo that hosts its grain type
/// has it; of two grain types that claim one module, the one that was there first stays. A module that one of its silos describes as this version does not understand
/// is not offered: a call may come to that silo. What operators have taken out of service is left out of the routes, which costs calls nothing.
/// </summary>
internal sealed partial class ModuleCatalog(UnreadableOffers unreadable, GatewayMetrics metrics, ILogger<ModuleCatalog> logger)
{
    private readonly TaskCompletionSource _offered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile FrozenSet<SiloAddress> _silos = FrozenSet<SiloAddress>.Empty;

    // Guards what follows, which the manifest and the policy change; who routes reads without it.
    private readonly Lock _gate = new();
    private volatile FrozenDictionary<string, ModuleRoute> _offers = FrozenDictionary<string, ModuleRoute>.Empty;
    private volatile FrozenDictionary<string, ModuleRoute> _modules = FrozenDictionary<string, ModuleRoute>.Empty;
    private volatile FrozenDictionary<string, string?> _outOfService = FrozenDictionary<string, string?>.Empty;
    private ClusterPolicy _policy = ClusterPolicy.Empty;

    /// <summary>Whether the cluster offers no module, in service or not.</summary>
    public bool IsEmpty => _offers.Count == 0;

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

    /// <summary>A module that is in service.</summary>
    public ModuleRoute? Find(ReadOnlySpan<char> name) =>
        _modules.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var module) ? module : null;

    /// <summary>What operators have callers told of a module that is out of service, if anything.</summary>
    public string? FindMessage(ReadOnlySpan<char> name) =>
        _outOfService.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var message) ? message : null;

    /// <summary>Takes modules and handlers out of service, and brings others back. Requests that have been routed go on.</summary>
    public void Apply(ClusterPolicy policy)
    {
        lock (_gate)
        {
            var before = _policy;
            _policy = policy;
            Route();

            // Who reads of it can count on it.
            foreach (var entry in policy.OutOfService.Where(entry => before.FindOutOfService(entry.Module, entry.Handler) is null))
            {
                Log.TakenOut(logger, NameOf(entry), entry.By);
            }

            foreach (var entry in before.OutOfService.Where(entry => policy.FindOutOfService(entry.Module, entry.Handler) is null))
            {
                Log.BroughtBack(logger, NameOf(entry));
            }
        }
    }

    public void Update(ClusterManifest manifest)
    {
        lock (_gate)
        {
            var before = _offers;
            TakeOffers(manifest);
            Route();
            Tell(before);
        }

        if (!IsEmpty)
        {
            _offered.TrySetResult();
        }

        _silos = manifest.Silos.Keys.ToFrozenSet();
        var updated = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        updated.SetResult();
    }

    private static string NameOf(OutOfService entry) => entry.Handler is null ? entry.Module : $"{entry.Module}/{entry.Handler}";

    private void Route()
    {
        _outOfService = _policy.OutOfService.Where(static entry => entry.Handler is null).ToFrozenDictionary(static entry => entry.Module, static entry => entry.Message, StringComparer.Ordinal);
        var handlers = _policy.OutOfService.Where(static entry => entry.Handler is not null).ToLookup(static entry => entry.Module, StringComparer.Ordinal);
        _modules = _offers
            .Where(offer => !_outOfService.ContainsKey(offer.Key))
            .ToFrozenDictionary(static offer => offer.Key, offer => offer.Value.Without(handlers[offer.Key]), StringComparer.Ordinal);
    }

    private void TakeOffers(ClusterManifest manifest)
    {
        var offers = Read(manifest);
        var modules = new Dictionary<string, ModuleRoute>(StringComparer.Ordinal);
        foreach (var claims in offers.GroupBy(o => o.Traits.Name, StringComparer.Ordinal))
        {
            var present = _offers.GetValueOrDefault(claims.Key);
            var chosen = claims.FirstOrDefault(c => c.GrainType == present?.GrainType) ?? claims.OrderBy(c => c.Since).ThenBy(c => c.GrainType.ToString(), StringComparer.Ordinal).First();
            foreach (var other in claims.Where(c => c != chosen))
            {
                Log.Claimed(logger, claims.Key, chosen.GrainType, other.GrainType);
            }

            modules[claims.Key] = present is not null && present.GrainType == chosen.GrainType && present.Traits.IsSameAs(chosen.Traits)
                ? present
                : new ModuleRoute(chosen.Traits, chosen.GrainType, metrics);
        }

        _offers = modules.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // When it is so: who reads of it can count on it.
    private void Tell(FrozenDictionary<string, ModuleRoute> before)
    {
        foreach (var (name, module) in _offers)
        {
            if (before.GetValueOrDefault(name) != module)
            {
                Log.Offered(logger, name, string.Join(", ", module.Traits.Handlers.Keys.Order(StringComparer.Ordinal)));
            }
        }

        foreach (var name in before.Keys.Where(n => !_offers.ContainsKey(n)))
        {
            Log.Gone(logger, name);
        }
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

        [LoggerMessage(2004, LogLevel.Information, "{Name} is out of service: {By} took it out.")]
        public static partial void TakenOut(ILogger logger, string name, string by);

        [LoggerMessage(2005, LogLevel.Information, "{Name} is in service again.")]
        public static partial void BroughtBack(ILogger logger, string name);
    }
}
