using Microsoft.Extensions.DependencyInjection;

namespace Mqant;

/// <summary>Stands among a host's services where this process is the whole cluster.</summary>
internal sealed class EmbeddedCluster;

/// <summary>Tells whether it does.</summary>
internal static class EmbeddedClusterExtensions
{
    /// <summary>Whether this process is the whole cluster.</summary>
    public static bool IsEmbeddedCluster(this IServiceCollection services) => services.Any(static service => service.ServiceType == typeof(EmbeddedCluster));
}
