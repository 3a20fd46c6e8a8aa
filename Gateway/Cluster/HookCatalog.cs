using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Gateway.Cluster;

/// <summary>The hooks that the cluster offers, read from its manifest and kept up to date, in the order of their grain types.</summary>
internal sealed class HookCatalog(IGrainFactory grains)
{
    private volatile Hooks _hooks = new([], [], []);

    public IConnectedHook[] Connected => _hooks.Connected;

    public IDisconnectedHook[] Disconnected => _hooks.Disconnected;

    public IAuthenticator[] Authenticators => _hooks.Authenticators;

    public void Update(ClusterManifest manifest) => _hooks = new Hooks(
        Find<IConnectedHook>(manifest, HookGrainProperties.Connected),
        Find<IDisconnectedHook>(manifest, HookGrainProperties.Disconnected),
        Find<IAuthenticator>(manifest, HookGrainProperties.Authenticator));

    private THook[] Find<THook>(ClusterManifest manifest, string property)
        where THook : IGrainWithIntegerKey =>
        [.. manifest.AllGrainManifests
            .SelectMany(m => m.Grains)
            .Where(g => g.Value.Properties.ContainsKey(property))
            .Select(g => g.Key)
            .Distinct()
            .OrderBy(g => g.ToString(), StringComparer.Ordinal)
            .Select(g => grains.GetGrain<THook>(GrainId.Create(g, GrainIdKeyExtensions.CreateIntegerKey(0))))];

    private sealed record Hooks(IConnectedHook[] Connected, IDisconnectedHook[] Disconnected, IAuthenticator[] Authenticators);
}
