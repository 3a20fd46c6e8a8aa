using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Gateway.Cluster;

/// <summary>
/// The hooks that the cluster offers, read from its manifest and kept up to date, in the order of their grain types. An authenticator stays for as long as this
/// process runs: one whose silos are gone is asked in vain and the client refused, or nobody would be checked until a silo is back.
/// </summary>
internal sealed class HookCatalog(IGrainFactory grains)
{
    private volatile Hooks _hooks = new([], [], []);

    public IConnectedHook[] Connected => _hooks.Connected;

    public IDisconnectedHook[] Disconnected => _hooks.Disconnected;

    public IAuthenticator[] Authenticators => _hooks.Authenticators;

    public void Update(ClusterManifest manifest) => _hooks = new Hooks(
        Find<IConnectedHook>(manifest, HookGrainProperties.Connected),
        Find<IDisconnectedHook>(manifest, HookGrainProperties.Disconnected),
        Find<IAuthenticator>(manifest, HookGrainProperties.Authenticator, Authenticators.Select(a => a.GetGrainId().Type)));

    private THook[] Find<THook>(ClusterManifest manifest, string property, params IEnumerable<GrainType> known)
        where THook : IGrainWithIntegerKey =>
        [.. manifest.AllGrainManifests
            .SelectMany(m => m.Grains)
            .Where(g => g.Value.Properties.ContainsKey(property))
            .Select(g => g.Key)
            .Union(known)
            .OrderBy(g => g.ToString(), StringComparer.Ordinal)
            .Select(g => grains.GetGrain<THook>(GrainId.Create(g, GrainIdKeyExtensions.CreateIntegerKey(0))))];

    private sealed record Hooks(IConnectedHook[] Connected, IDisconnectedHook[] Disconnected, IAuthenticator[] Authenticators);
}
