using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Hosting;
using Mqant.Gateway.Push;
using Mqant.Tests.Infrastructure;
using Orleans.Metadata;

namespace Mqant.Tests.Mqtt;

/// <summary>The session core without a cluster behind it: no module has a handler, so every call is answered with an error at once.</summary>
internal static class SessionsWithoutCluster
{
    public static IServiceCollection AddSessionsWithoutCluster(this IServiceCollection services)
    {
        services.TryAddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        return services
            .AddMqantCore()
            .AddSessionCore()
            .AddSingleton(DispatchProxy.Create<IGrainFactory, Nothing>())
            .AddSingleton(DispatchProxy.Create<IClusterManifestProvider, Nothing>());
    }

    /// <summary>Lets sessions be opened.</summary>
    public static void OpenSessions(this IServiceProvider services)
    {
        services.GetRequiredService<ModuleCatalog>().Update(Manifest.OfModule("Empty"));
        services.GetRequiredService<PolicyFollower>().Take(ClusterPolicy.Empty);
        services.GetRequiredService<LaneReceiver>().Address = new GatewayAddress(null!, null);
    }

    // Whoever asks for the cluster finds nothing.
    private class Nothing : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new NotSupportedException();
    }
}
