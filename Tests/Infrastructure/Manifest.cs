using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant.Tests.Infrastructure;

/// <summary>Manifests of clusters that need not be there.</summary>
internal static class Manifest
{
    public static ClusterManifest Empty { get; } = new(MajorMinorVersion.Zero, ImmutableDictionary<SiloAddress, GrainManifest>.Empty);

    /// <summary>One silo that offers a module without handlers.</summary>
    public static ClusterManifest OfModule(string name)
    {
        var properties = new Dictionary<string, string>();
        new ModuleTraits(name, KeyPolicy.Singleton, null, false, null, FrozenDictionary<string, HandlerTraits>.Empty).WriteTo(properties);
        return Of((name, properties));
    }

    /// <summary>One silo that hosts these grain types.</summary>
    public static ClusterManifest Of(params IEnumerable<(string GrainType, Dictionary<string, string> Properties)> grains)
    {
        var types = grains.ToImmutableDictionary(g => GrainType.Create(g.GrainType), g => new GrainProperties(g.Properties.ToImmutableDictionary(StringComparer.Ordinal)));
        var silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1);
        return new ClusterManifest(
            MajorMinorVersion.Zero,
            ImmutableDictionary<SiloAddress, GrainManifest>.Empty.Add(silo, new GrainManifest(types, ImmutableDictionary<GrainInterfaceType, GrainInterfaceProperties>.Empty)));
    }
}
