using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Microsoft.Extensions.Options;

namespace Mqant.Gateway.Hosting;

/// <summary>The session core's services.</summary>
internal static class GatewayServices
{
    public static IServiceCollection AddSessionCore(this IServiceCollection services)
    {
        services.AddSingleton<ModuleCatalog>();
        services.AddHostedService(s => s.GetRequiredService<ModuleCatalog>());
        services.AddSingleton<Router>();
        services.AddSingleton(s => new RequestTracing(s.GetRequiredService<IOptions<TelemetrySettings>>().Value));
        services.AddSingleton<BackgroundCalls>();
        services.AddSingleton<WatcherNotifier>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<LaneReceiver>();
        services.AddSingleton<ILocalGateway>(s => s.GetRequiredService<LaneReceiver>());
        services.AddSingleton<CallDispatcher>();
        services.AddSingleton(s => new SessionHub(
            s.GetRequiredService<SessionRegistry>(),
            s.GetRequiredService<CallDispatcher>(),
            s.GetRequiredService<Router>(),
            s.GetRequiredService<RequestTracing>(),
            s.GetRequiredService<LaneReceiver>(),
            s.GetRequiredService<WatcherNotifier>(),
            s.GetRequiredService<BackgroundCalls>(),
            s.GetRequiredService<IGrainFactory>(),
            s.GetRequiredService<IOptions<GatewayOptions>>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<SessionHub>>()));
        services.AddHostedService<GatewayLifetime>();
        return services;
    }
}
