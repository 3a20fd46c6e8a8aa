using System.IO.Pipelines;
using Mqant.Gateway.Cluster;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Groups;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Mqant.Gateway.Hosting;

/// <summary>The session core's services.</summary>
internal static class GatewayServices
{
    /// <summary>Adds sessions, dispatch and push; they do nothing until <see cref="AddClusterLink"/> brings them to life.</summary>
    public static IServiceCollection AddSessionCore(this IServiceCollection services)
    {
        services.TryAddSingleton<UserLogins>();
        services.AddSingleton<UnreadableOffers>();
        services.AddSingleton<ModuleCatalog>();
        services.AddSingleton<Router>();
        services.AddSingleton(s => new RequestTracing(s.GetRequiredService<IOptions<TelemetrySettings>>().Value));
        services.AddSingleton<BackgroundCalls>();
        services.AddSingleton<ClientIds>();
        services.AddSingleton<UserNewsSender>();
        services.AddSingleton<WatcherNotifier>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<SessionMetrics>();
        services.AddSingleton<GroupRegistry>();
        services.AddSingleton<HookCatalog>();
        services.AddSingleton<SessionHooks>();
        services.TryAddSingleton<MqantMetrics>();
        services.TryAddSingleton<DroppedItems>();
        services.AddSingleton<LaneReceiver>();
        services.AddSingleton<ILocalGateway>(s => s.GetRequiredService<LaneReceiver>());

        // Where calls that gather wait for a thread.
        services.TryAddSingleton(PipeScheduler.ThreadPool);
        services.AddSingleton<CallDispatcher>();
        services.AddSingleton(s => new SessionHub(
            s.GetRequiredService<SessionRegistry>(),
            s.GetRequiredService<ModuleCatalog>(),
            s.GetRequiredService<CallDispatcher>(),
            s.GetRequiredService<Router>(),
            s.GetRequiredService<RequestTracing>(),
            s.GetRequiredService<LaneReceiver>(),
            s.GetRequiredService<WatcherNotifier>(),
            s.GetRequiredService<ClientIds>(),
            s.GetRequiredService<UserNewsSender>(),
            s.GetRequiredService<GroupRegistry>(),
            s.GetRequiredService<SessionHooks>(),
            s.GetRequiredService<UserLogins>(),
            s.GetRequiredService<SessionMetrics>(),
            s.GetRequiredService<IOptions<GatewayOptions>>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SessionHub>>()));
        return services;
    }

    /// <summary>Follows the cluster's modules, and opens and empties the gateway as its process starts and stops.</summary>
    public static IServiceCollection AddClusterLink(this IServiceCollection services)
    {
        services.AddSingleton<GatewayLease>();
        services.AddSingleton<GatewayReadiness>();
        services.AddHostedService<ManifestFollower>();
        services.AddHostedService<GatewayLifetime>();

        // The rest of the process stops after its clients are gone, and needs the time that it would have without them.
        services.AddOptions<HostOptions>().PostConfigure<IOptions<GatewayOptions>>(static (host, gateway) =>
        {
            if (host.ShutdownTimeout != Timeout.InfiniteTimeSpan)
            {
                host.ShutdownTimeout += gateway.Value.DrainTimeout + gateway.Value.CallTimeout;
            }
        });
        return services;
    }
}
