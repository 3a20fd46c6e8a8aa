using Orleans.Configuration;
using Orleans.Messaging;

namespace Mqant.Gateway.Hosting;

/// <summary>Makes the application's Orleans client one that a gateway can live on.</summary>
internal static class OrleansClientExtensions
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

    /// <summary>Has the client wait for the first silo, follow the others closely, and say each thing once. Does nothing where the application is a member of the cluster.</summary>
    public static void AddOrleansClient(this IServiceCollection services)
    {
        if (services.LastOrDefault(static service => service.ServiceType == typeof(IGatewayListProvider)) is not { } listed)
        {
            return;
        }

        services.Remove(listed);
        services.AddSingleton<IGatewayListProvider>(provider => new LingeringGateways(
            (IGatewayListProvider)(listed.ImplementationInstance
                ?? listed.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, listed.ImplementationType!)),
            provider.GetRequiredService<TimeProvider>()));
        services.Configure<Orleans.Configuration.GatewayOptions>(o => o.GatewayListRefreshPeriod = RefreshEvery);
        services.Configure<TypeManagementOptions>(o => o.TypeMapRefreshInterval = RefreshEvery);
        services.AddSingleton<IClientConnectionRetryFilter, WaitForSilo>();
        services.AddSingleton<IClusterConnectionStatusObserver, ClusterConnection>();
        services.PostConfigure<LoggerFilterOptions>(o =>
        {
            foreach (var category in Repeating)
            {
                // The first of two equal rules loses: settings that name the category win.
                o.Rules.Insert(0, new LoggerFilterRule(providerName: null, category, LogLevel.Error, filter: null));
            }
        });
    }
}
