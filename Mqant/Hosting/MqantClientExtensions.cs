using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Mqant;

/// <summary>Joins a cluster as an Orleans client.</summary>
internal static class MqantClientExtensions
{
    private static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ConnectAgainAfter = TimeSpan.FromSeconds(1);

    public static IClientBuilder UseMqantClusterAsClient(this IClientBuilder client, ClusterSettings cluster, TimeSpan callTimeout)
    {
        var redis = RedisSettings.Parse(cluster.Redis);
        client.Services.AddMqantCore();
        client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        client.UseRedisClustering(o => o.ConfigurationOptions = redis);
        client.Services.LetGatewaysLinger();
        client.Configure<ClientMessagingOptions>(o =>
        {
            o.ResponseTimeout = callTimeout;
            o.CancelRequestOnTimeout = true;
        });
        client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = RefreshEvery);
        client.Configure<TypeManagementOptions>(o => o.TypeMapRefreshInterval = RefreshEvery);

        // There may be no silo yet: the gateway waits for one, and is not ready meanwhile.
        var told = false;
        client.UseConnectionRetryFilter(async (_, cancellationToken) =>
        {
            if (!told)
            {
                told = true;
                Console.WriteLine("No silo answers yet; waiting for one.");
            }

            await Task.Delay(ConnectAgainAfter, cancellationToken);
            return true;
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
