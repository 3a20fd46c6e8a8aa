using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Metadata;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Configuration;
using Orleans.Storage;
using Orleans.Timers;

namespace Mqant;

/// <summary>Makes an Orleans silo one that hosts game modules.</summary>
public static class MqantSiloExtensions
{
    private static readonly TimeSpan DefaultCallTimeout = TimeSpan.FromSeconds(10);

    // Orleans takes off what noticing a death may take at worst, about 12 s with the times below; what is left covers a silo that has not heard of its
    // own death yet.
    private static readonly TimeSpan GrainLease = TimeSpan.FromSeconds(13);

    /// <summary>
    /// Adds everything that modules need: discovery, calls from gateways, sessions, users, groups, rooms, the module DLLs in <c>Mqant:ModulesPath</c>, and time limits of
    /// Orleans that suit games. Clustering, grain storage and reminders are added beside it, as Orleans' documentation says or by
    /// <see cref="MqantClusterExtensions.UseMqantCluster(ISiloBuilder)"/>. Of grain storages only the one called <c>Default</c> is needed; <see cref="MqantStorage"/> names those
    /// that may be apart. May be called more than once.
    /// </summary>
    /// <exception cref="SettingsException">A module in the folder cannot be loaded.</exception>
    public static ISiloBuilder AddMqant(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        if (services.HasMqantGrains())
        {
            return silo;
        }

        var modules = LoadedModules.Of(services, silo.Configuration).Assemblies;
        services.AddMqantOptions<MqantSiloOptions>(MqantSiloOptions.SectionName);
        services.AddMqantOptions<UserOptions>(UserOptions.SectionName);
        services.AddMqantOptions<RoomLimits>(RoomLimits.SectionName);
        services.AddMqantCore(modules);
        services.AddSingleton<IGrainPropertiesProvider, ModuleGrainProperties>();
        services.AddSingleton<IGrainPropertiesProvider, HookGrainProperties>();
        services.AddSingleton<IConfigurationValidator, ModuleValidator>();
        services.AddSingleton<IConfigurationValidator, StorageValidator>();
        services.AddHostedService<CompilerPriority>();
        services.AddHostedService<HostedModules>();
        services.AddHostedService<PolicyFollower>(static provider => provider.GetRequiredService<PolicyFollower>());
        services.AddSingleton<OperationsServices>();
        services.AddPlacementDirector<OnSiloPlacement, OnSiloDirector>();
        services.AddHealthChecks().AddCheck<SiloHealth>("mqant-silo", tags: [HealthTags.Ready]);
        services.AddTracedTimers();
        services.AddSingleton<RecentCallsExpiry>();
        services.AddSingleton<ModuleExtensionServices>();
        services.AddSingleton<ClusterSessions>();
        services.AddSingleton<ISessionServices>(s => s.GetRequiredService<ClusterSessions>());
        services.TryAddSingleton<ISessions>(s => s.GetRequiredService<ClusterSessions>());
        services.AddSingleton<UserServices>();
        services.AddAccounts();
        services.AddSingleton<GatewayDirectory>();
        services.AddSingleton<PushLanes>();
        services.AddSingleton<RoomServices>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<PushLanes>());
        silo.AddGrainExtension<IModuleExtension, ModuleExtension>();
        silo.AddGrainExtension<ISessionWatchExtension, SessionWatchExtension>();
        services.AddSingleton<IConfigureGrainContextProvider, SessionWatchLifecycle>();
        services.AddStorageFallbacks();
        silo.UseMqantMembership();
        services.AddOptions<SiloMessagingOptions>().Configure<IOptions<MqantSiloOptions>>(
            static (messaging, silo) => messaging.ResponseTimeout = silo.Value.CallTimeout ?? DefaultCallTimeout);
        services.AddOptions<GrainCollectionOptions>().Configure<IOptions<MqantSiloOptions>>(static (collection, silo) => Collect(collection, silo.Value.CollectionAge));
        foreach (var startup in modules.SelectMany(ModuleAssemblies.FindStartups))
        {
            startup.ConfigureServices(services, silo.Configuration);
        }

        return silo;
    }

    // Orleans looks once in a quantum, and wants an age of more than one.
    private static void Collect(GrainCollectionOptions collection, TimeSpan? age)
    {
        if (age is { } given)
        {
            collection.CollectionAge = given;
            collection.CollectionQuantum = given / 2 < collection.CollectionQuantum ? given / 2 : collection.CollectionQuantum;
        }
    }

    /// <summary>Whether this host's silo hosts game modules and the framework's grains.</summary>
    internal static bool HasMqantGrains(this IServiceCollection services) => services.Any(static service => service.ServiceType == typeof(RoomServices));

    /// <summary>What silos and Orleans clients both need, with the modules that were loaded for this host.</summary>
    internal static IServiceCollection AddMqantCore(this IServiceCollection services, params IReadOnlyList<Assembly> modules)
    {
        var isThere = services.Any(static service => service.ServiceType == typeof(MqantMetrics));
        if (!isThere)
        {
            services.AddMetrics();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<MqantMetrics>();
            services.AddSingleton<LineLimiter>();
            LimitedLoggers.Add(services);
            services.AddSingleton<BudgetReports>();
            services.TryAddSingleton<INamePolicy, VisibleNames>();
            services.AddSingleton<DroppedItems>();
            services.AddSingleton<PolicyFollower>();
            services.AddSingleton<UserLogins>();
            services.TryAddSingleton<StateSerializer>();
            services.AddMqantOptions<PushOptions>(PushOptions.SectionName);
            services.AddMqantOptions<AuthenticationOptions>(AuthenticationOptions.SectionName);
            services.AddMqantOptions<TelemetryOptions>(TelemetryOptions.SectionName);
            services.TryAddSingleton<LiveOptions<TelemetryOptions>>();
            services.AddSingleton<PushEncoder>();
            services.TryAddSingleton<IUsers, ClusterUsers>();
            services.TryAddSingleton<IGroups, ClusterGroups>();
            services.AddSingleton<IPolicyOperations, PolicyOperations>();
            services.AddSingleton<IPlayerOperations, PlayerOperations>();
            services.AddSingleton<IAccountOperations, AccountOperations>();
            services.AddSingleton<IRoomOperations, RoomOperations>();
            services.AddSingleton<IGroupOperations, GroupOperations>();
            services.AddSingleton<IBroadcasts, Broadcasts>();
            services.AddSingleton<IProcessDrain, ProcessDrain>();
            services.AddSerializer(static serializer => serializer.AddJsonSerializer(IsJson, IsJson, static json => json.Configure(
                static options => options.SerializerOptions = ModuleJson.Options)));
        }

        if (!isThere || modules.Count > 0)
        {
            services.AddModules(modules);
        }

        return services;
    }

    // The module of logins is there where it can do something: a game may have one of that name.
    private static void AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<AccountServices>();
        services.TryAddSingleton<IAccounts, ClusterAccounts>();
        services.AddOptions<GrainTypeOptions>().PostConfigure<IOptions<AuthenticationOptions>>(static (grains, authentication) =>
        {
            if (!authentication.Value.HasModule)
            {
                grains.Classes.Remove(typeof(AccountModuleGrain));
            }
        });
    }

    private static bool IsJson(Type type) => type == typeof(JsonElement);

    private static void AddModules(this IServiceCollection services, IReadOnlyList<Assembly> modules)
    {
        services.AddSerializer(serializer =>
        {
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
    }

    /// <summary>
    /// How members of a cluster that serves players find grains and notice each other's death, and how long one waits for another; a cluster of one process needs
    /// nothing of it.
    /// </summary>
    internal static ISiloBuilder UseMqantMembership(this ISiloBuilder silo)
    {
        silo.Configure<SiloMessagingOptions>(o =>
        {
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
        if (silo.Services.IsEmbeddedCluster())
        {
            // Nobody is connected who could go elsewhere.
            return silo.Configure<SiloMessagingOptions>(o => o.ClientGatewayShutdownNotificationTimeout = TimeSpan.Zero);
        }

        // The default directory forgets the grains whose entries a dead silo held and deactivates them, wherever they live: a gateway that dies
        // would take rooms with it. This one recovers the entries from the silos that host the grains.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003

        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LateCalls>();

        // How long the grains of a silo that died stay unplaced, counted from its last sign of life: Orleans' 30 s would be an outage.
        return silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = GrainLease);
    }

    // Around the timers that Orleans has added.
    private static void AddTracedTimers(this IServiceCollection services)
    {
        if (services.LastOrDefault(static service => service.ServiceType == typeof(ITimerRegistry)) is { ImplementationType: { } timers } added)
        {
            services.Remove(added);
            services.AddSingleton<ITimerRegistry>(provider => new TracedTimers((ITimerRegistry)ActivatorUtilities.CreateInstance(provider, timers)));
        }
    }

    // Of several storages of one name the last counts: one that is configured, before this or after it, wins.
    private static void AddStorageFallbacks(this IServiceCollection services)
    {
        foreach (var name in MqantStorage.All)
        {
            services.TryAddKeyedSingleton<IGrainStorage>(name, static (services, _) => services.GetKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)!);
        }
    }
}
