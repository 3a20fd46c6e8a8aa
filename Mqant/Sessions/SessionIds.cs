using System.Globalization;

namespace Mqant;

/// <summary>The text form of a session's id: unique in the cluster, the same wherever it is read.</summary>
internal static class SessionIds
{
    public static string Format(GatewayAddress gateway, long sessionId) => string.Create(
        CultureInfo.InvariantCulture,
        $"{gateway.Id.GetUniformHashCode():x8}-{sessionId:x}");
}
