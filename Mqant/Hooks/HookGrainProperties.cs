using System.Globalization;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Publishes in the cluster manifest which grain classes are hooks.</summary>
internal sealed class HookGrainProperties : IGrainPropertiesProvider
{
    public const string Connected = "mqant.hook.connected";
    public const string Disconnected = "mqant.hook.disconnected";
    public const string Authenticator = "mqant.hook.authenticator";
    public const string RequestEnded = "mqant.hook.request_ended";

    // Raised when hooks are to be called in a way that who knows only older versions must not try.
    private const int Version = 1;
    private const string VersionProperty = "mqant.hook.version";

    private static readonly (Type Hook, string Property)[] Hooks =
    [
        (typeof(IConnectedHook), Connected),
        (typeof(IDisconnectedHook), Disconnected),
        (typeof(IAuthenticator), Authenticator),
        (typeof(IRequestEndedHook), RequestEnded),
    ];

    public void Populate(Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        foreach (var (hook, property) in Hooks)
        {
            if (hook.IsAssignableFrom(grainClass))
            {
                properties[property] = "true";
                properties[VersionProperty] = Version.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    /// <summary>Whether this process knows enough to call the hooks that a grain type is.</summary>
    public static bool IsUnderstood(GrainProperties grain) =>
        !grain.Properties.TryGetValue(VersionProperty, out var text)
        || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version <= Version);
}
