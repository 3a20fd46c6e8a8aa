using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Gateway.Catalog;

/// <summary>
/// The hooks that the cluster offers, read from its manifest and kept up to date, in the order of their grain types. An authenticator stays for as long as this
/// process runs: one whose silos are gone is asked in vain and the client refused, or nobody would be checked until a silo is back. Likewise one that this version does
/// not understand is asked all the same, while other hooks that it does not understand are left out.
/// </summary>
internal sealed class HookCatalog(IGrainFactory grains, UnreadableOffers unreadable)
{
    private volatile Hooks _hooks = new([], [], [], []);

    public IConnectedHook[] Connected => _hooks.Connected;

    public IDisconnectedHook[] Disconnected => _hooks.Disconnected;

    public IAuthenticator[] Authenticators => _hooks.Authenticators;

    public IRequestEndedHook[] RequestEnded => _hooks.RequestEnded;

    public void Update(ClusterManifest manifest)
    {
        var notUnderstood = FindNotUnderstood(manifest);
        _hooks = new Hooks(
            Create<IConnectedHook>(Find(manifest, HookGrainProperties.Connected).Except(notUnderstood)),
            Create<IDisconnectedHook>(Find(manifest, HookGrainProperties.Disconnected).Except(notUnderstood)),
            Create<IAuthenticator>(Find(manifest, HookGrainProperties.Authenticator).Union(Authenticators.Select(a => a.GetGrainId().Type))),
            Create<IRequestEndedHook>(Find(manifest, HookGrainProperties.RequestEnded).Except(notUnderstood)));
    }

    private HashSet<GrainType> FindNotUnderstood(ClusterManifest manifest)
    {
        var found = new HashSet<GrainType>();
        foreach (var (silo, offered) in manifest.Silos)
        {
            foreach (var (grainType, properties) in offered.Grains)
            {
                if (!HookGrainProperties.IsUnderstood(properties))
                {
                    found.Add(grainType);
                    unreadable.Report(manifest, silo, grainType, "a hook");
                }
            }
        }

        return found;
    }

    private static IEnumerable<GrainType> Find(ClusterManifest manifest, string property) => manifest.AllGrainManifests
        .SelectMany(m => m.Grains)
        .Where(g => g.Value.Properties.ContainsKey(property))
        .Select(g => g.Key);

    private THook[] Create<THook>(IEnumerable<GrainType> grainTypes)
        where THook : IGrainWithIntegerKey =>
        [.. grainTypes
            .Distinct()
            .OrderBy(g => g.ToString(), StringComparer.Ordinal)
            .Select(g => grains.GetGrain<THook>(GrainId.Create(g, GrainIdKeyExtensions.CreateIntegerKey(0))))];

    private sealed record Hooks(IConnectedHook[] Connected, IDisconnectedHook[] Disconnected, IAuthenticator[] Authenticators, IRequestEndedHook[] RequestEnded);
}
