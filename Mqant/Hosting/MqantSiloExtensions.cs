using System.Net;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Persistence;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using Orleans.Storage;

namespace Mqant;

/// <summary>Makes an Orleans silo one that hosts game modules.</summary>
public static class MqantSiloExtensions
{
    private static readonly TimeSpan DefaultCallTimeout = TimeSpan.FromSeconds(10);

    // Orleans takes off what noticing a death may take at worst, about 12 s with the times below; what is left covers a silo that has not heard of its
    // own death yet.
    private static readonly TimeSpan GrainLease = TimeSpan.FromSeconds(13);

    private static readonly string[] StorageNames =
    [
        ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
        UserServices.StorageName,
        UserServices.GroupsStorageName,
        GatewayDirectoryGrain.StorageName,
        RoomServices.StorageName,
    ];

    /// <summary>
    /// Adds everything that modules need: discovery, calls from gateways, sessions, users, groups, rooms, and the module DLLs in <c>Mqant:ModulesPath</c>.
    /// Clustering and storage are added by <see cref="UseMqantCluster"/> or by hand: grain storage <c>Default</c>, <c>MqantUsers</c>, <c>MqantGroups</c>,
    /// <c>MqantGateways</c> and <c>MqantRooms</c>. What is in <c>MqantGroups</c> and <c>MqantGateways</c> must not expire.
    /// </summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static ISiloBuilder AddMqant(this ISiloBuilder silo, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        services.AddSettings<UserOptions>(configuration, UserOptions.SectionName);
        services.AddSettings<PushOptions>(configuration, PushOptions.SectionName);
        var modules = ModuleAssemblies.Load(configuration[ModuleAssemblies.PathKey]);
        services.AddMqantCore(modules);
        services.AddSingleton<IGrainPropertiesProvider, ModuleGrainProperties>();
        services.AddSingleton<IGrainPropertiesProvider, HookGrainProperties>();
        services.AddSingleton<IConfigurationValidator, ModuleValidator>();
        services.AddHostedService<HostedModules>();
        services.AddSingleton<RecentCallsExpiry>();
        services.AddSingleton<ModuleExtensionServices>();
        services.AddSingleton(s => s.GetRequiredService<Sessions>().Services);
        services.AddSingleton<Sessions>();
        services.AddSingleton<ISessions>(s => s.GetRequiredService<Sessions>());
        services.AddSingleton<IUsers, Users>();
        services.AddSingleton<UserServices>();
        services.AddSingleton<IGroups, Groups>();
        services.AddSingleton<GatewayDirectory>();
        services.AddSingleton<PushEncoder>();
        services.AddSingleton<PushLanes>();
        services.AddSingleton<RoomServices>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<PushLanes>());
        silo.AddGrainExtension<IModuleExtension, ModuleExtension>();
        silo.AddGrainExtension<ISessionWatchExtension, SessionWatchExtension>();
        services.AddSingleton<IConfigureGrainContextProvider, SessionWatchLifecycle>();
        return silo;
    }

    /// <summary>
    /// Joins the cluster that <c>Mqant:Cluster</c> and <c>Mqant:Silo</c> describe, with storage and reminders, and with time limits that suit games. The
    /// ports are this host's from here on.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="cluster">How the processes of the cluster find each other.</param>
    /// <param name="endpoints">Where this silo is reached.</param>
    /// <param name="callTimeout">How long a call may take; by default <see cref="SiloSettings.CallTimeout"/>.</param>
    /// <exception cref="SettingsException">A setting is wrong, or a port is taken.</exception>
    public static ISiloBuilder UseMqantCluster(this ISiloBuilder silo, ClusterSettings cluster, SiloSettings endpoints, TimeSpan? callTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(endpoints);
        var ports = endpoints.HoldPorts(forClients: true);
        if (cluster.Mode == ClusterMode.Embedded)
        {
            silo.UseLocalhostClustering(ports.Endpoints.Port, ports.Endpoints.GatewayPort, null, cluster.ServiceId, cluster.ClusterId);
            foreach (var name in StorageNames)
            {
                silo.Services.AddKeyedSingleton<IGrainStorage>(name, static (services, _) => ActivatorUtilities.CreateInstance<EmbeddedStorage>(services));
            }

            silo.UseInMemoryReminderService();
        }
        else
        {
            silo.UseMqantRedis(cluster).AddMqantRedisStorage(cluster);
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LateCalls>();
        }

        silo.Services.TryAddSingleton(static services => services.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME));
        silo.UseMqantEndpoints(ports).UseMqantTimes(callTimeout ?? endpoints.CallTimeout ?? DefaultCallTimeout);
        if (cluster.Mode == ClusterMode.Embedded)
        {
            // Nobody is connected who could go elsewhere.
            silo.Configure<SiloMessagingOptions>(o => o.ClientGatewayShutdownNotificationTimeout = TimeSpan.Zero);
        }

        return silo;
    }

    /// <summary>Joins a Redis cluster as a silo that hosts no game module and none of the framework's grains: how a gateway takes part.</summary>
    internal static ISiloBuilder UseMqantClusterWithoutGrains(this ISiloBuilder silo, ClusterSettings cluster, SiloSettings endpoints, TimeSpan callTimeout)
    {
        silo.Services.AddMqantCore();
        silo.UseMqantRedis(cluster);

        // Only silos with modules are entrances for Orleans clients.
        silo.UseMqantEndpoints(endpoints.HoldPorts(forClients: false));
        silo.Services.PostConfigure<GrainTypeOptions>(o => o.Classes.RemoveWhere(
            c => c.Assembly.GetName().Name?.StartsWith("Orleans.", StringComparison.Ordinal) != true));
        return silo.UseMqantTimes(callTimeout);
    }

    /// <summary>What silos and Orleans clients both need.</summary>
    internal static IServiceCollection AddMqantCore(this IServiceCollection services, params IReadOnlyList<Assembly> modules)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<MqantMetrics>();
        services.TryAddSingleton<DroppedItems>();
        services.TryAddSingleton<UserLogins>();
        services.TryAddSingleton<StateSerializer>();
        services.AddSerializer(serializer =>
        {
            serializer.AddJsonSerializer(type => type == typeof(JsonElement), ModuleJson.Options);
            foreach (var module in modules)
            {
                serializer.AddAssembly(module);
            }
        });

        // Orleans finds what the whole process has loaded, which includes the modules of other hosts in it: those of a test, for example.
        foreach (var other in services.Where(s => s.ServiceType == typeof(IConfigureOptions<TypeManifestOptions>)).ToList())
        {
            if (other.ImplementationType?.Assembly is { } assembly && !modules.Contains(assembly) && AssemblyLoadContext.GetLoadContext(assembly) is ModuleLoadContext)
            {
                services.Remove(other);
            }
        }

        return services;
    }

    private static ISiloBuilder UseMqantRedis(this ISiloBuilder silo, ClusterSettings cluster)
    {
        var redis = RedisSettings.Parse(cluster.Redis);
        silo.Services.AddHostedService(_ => new RedisAtStart(redis));
        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        silo.UseRedisClustering(o => o.ConfigurationOptions = redis);

        // The default directory forgets the grains whose entries a dead silo held and deactivates them, wherever they live: a gateway that dies
        // would take rooms with it. This one recovers the entries from the silos that host the grains.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003

        // How long the grains of a silo that died stay unplaced, counted from its last sign of life: Orleans' 30 s would be an outage.
        silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = GrainLease);
        // Reminders are spread over all silos of the ring, also over those without grains.
        return silo.UseRedisReminderService(o => o.ConfigurationOptions = redis);
    }

    private static void AddMqantRedisStorage(this ISiloBuilder silo, ClusterSettings cluster)
    {
        var redis = RedisSettings.Parse(cluster.Redis);
        foreach (var name in StorageNames)
        {
            silo.AddRedisGrainStorage(name, o => o.Configure<StateSerializer>((storage, serializer) =>
            {
                storage.ConfigurationOptions = redis;
                storage.GrainStorageSerializer = serializer;
                storage.DeleteStateOnClear = true;
            }));
        }

        silo.Services.AddOptions<RedisStorageOptions>(UserServices.StorageName)
            .Configure<IOptions<UserOptions>>(static (storage, users) => storage.EntryExpiry = users.Value.SettingsExpiry);
        silo.Services.Configure<RedisStorageOptions>(RoomServices.StorageName, static storage => storage.EntryExpiry = RoomServices.SnapshotExpiry);
    }

    private static ISiloBuilder UseMqantEndpoints(this ISiloBuilder silo, HeldSiloPorts ports)
    {
        silo.ConfigureEndpoints(ports.Endpoints.Address, ports.Endpoints.Port, ports.Endpoints.GatewayPort);
        silo.Services.AddSingleton(ports.Endpoints);

        // Made by a factory, they are let go of with the host.
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(_ => ports);
        silo.Services.AddHostedService<ClusterNetworkWarning>();
        return silo;
    }

    private static ISiloBuilder UseMqantTimes(this ISiloBuilder silo, TimeSpan callTimeout)
    {
        silo.Configure<SiloMessagingOptions>(o =>
        {
            o.ResponseTimeout = callTimeout;
            o.CancelRequestOnTimeout = true;
            o.MaxRequestProcessingTime = TimeSpan.FromSeconds(60);
            o.ClientGatewayShutdownNotificationTimeout = TimeSpan.FromSeconds(5);
        });
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            o.ProbeTimeout = TimeSpan.FromSeconds(1);
            o.NumMissedProbesLimit = 3;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
            o.DefunctSiloExpiration = TimeSpan.FromHours(1);
            o.DefunctSiloCleanupPeriod = TimeSpan.FromMinutes(10);
        });
        return silo;
    }
}
