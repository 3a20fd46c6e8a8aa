using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Rooms of this class report to a matchmaker, which finds a free seat: <see cref="MatchmakingExtensions.GetMatchmaker"/>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class MatchmakingAttribute : Attribute, IGrainPropertiesProviderAttribute
{
    internal const string ModuleProperty = "mqant.matchmaking";

    /// <summary>Whether clients find and create these rooms themselves, through the module <c>Rooms</c>.</summary>
    public bool OpenToClients { get; set; }

    void IGrainPropertiesProviderAttribute.Populate(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        if (OpenToClients && ModuleDescriptor.For(grainClass) is { } module)
        {
            properties[ModuleProperty] = module.Traits.Name;
        }
    }
}
