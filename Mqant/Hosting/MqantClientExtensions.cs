using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Mqant;

/// <summary>Joins a cluster as an Orleans client.</summary>
internal static class MqantClientExtensions
{
    // Each tells every second or at every call, some with stack traces, that no silo can be had: WaitForSilo and ClusterConnection tell it once.
    private static readonly string[] Repeating =
    [
        "Orleans.Messaging.ClientMessageCenter",
        "Orleans.Messaging.GatewayManager",
        "Orleans.Runtime.ClientClusterManifestProvider",
        "Orleans.Runtime.Messaging.ConnectionManager",
    ];

    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(2);

    public static IClientBuilder UseMqantClusterAsClient(this IClientBuilder client, ClusterSettings cluster, TimeSpan callTimeout)
    {
        var redis = RedisSettings.Parse(cluster.Redis);
        client.Services.AddMqantCore();
        client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        client.Services.AddHostedService(_ => new RedisAtStart(redis));
        client.UseRedisClustering(o => o.ConfigurationOptions = redis);
        client.Services.LetGatewaysLinger();
        client.Configure<ClientMessagingOptions>(o =>
        {
            o.ResponseTimeout = callTimeout;
            o.CancelRequestOnTimeout = true;
        });
        client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = RefreshEvery);
        client.Configure<TypeManagementOptions>(o => o.TypeMapRefreshInterval = RefreshEvery);

        client.UseConnectionRetryFilter<WaitForSilo>();
        client.AddClusterConnectionStatusObserver<ClusterConnection>();
        client.Services.PostConfigure<LoggerFilterOptions>(o =>
        {
            foreach (var category in Repeating)
            {
                // The first of two equal rules loses: settings that name the category win.
                o.Rules.Insert(0, new LoggerFilterRule(providerName: null, category, LogLevel.Error, filter: null));
            }
        });
        return client;
    }

    private static void LetGatewaysLinger(this IServiceCollection services)
    {
        var listed = services.Last(service => service.ServiceType == typeof(IGatewayListProvider));
        services.Remove(listed);
        services.AddSingleton<IGatewayListProvider>(s => new LingeringGateways(
            (IGatewayListProvider)ActivatorUtilities.CreateInstance(s, listed.ImplementationType!),
            s.GetRequiredService<TimeProvider>()));
    }
}
