using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Publishes in the cluster manifest which grain classes are hooks.</summary>
internal sealed class HookGrainProperties : IGrainPropertiesProvider
{
    public const string Connected = "mqant.hook.connected";
    public const string Disconnected = "mqant.hook.disconnected";
    public const string Authenticator = "mqant.hook.authenticator";

    private static readonly (Type Hook, string Property)[] Hooks =
    [
        (typeof(IConnectedHook), Connected),
        (typeof(IDisconnectedHook), Disconnected),
        (typeof(IAuthenticator), Authenticator),
    ];

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        foreach (var (hook, property) in Hooks)
        {
            if (hook.IsAssignableFrom(grainClass))
            {
                properties[property] = "true";
            }
        }
    }
}
