using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>Joins the cluster that the sections <c>Mqant:Cluster</c> and <c>Mqant:Silo</c> describe.</summary>
public static class MqantClusterExtensions
{
    private const string OrleansEndpoints = "Orleans:Endpoints";

    private static readonly Assembly[] OrleansAssemblies = [typeof(ConnectionOptions).Assembly, typeof(EndpointOptions).Assembly];

    /// <summary>
    /// Joins the cluster as a silo that hosts grains, with storage and reminders. The ports are this host's before anything else starts. In mode
    /// <see cref="MqantClusterOptions.Orleans"/> only the ports are taken, and these too are Orleans' where section <c>Orleans:Endpoints</c> is there.
    /// </summary>
    /// <exception cref="SettingsException">There is no such mode, now; at start, a setting is wrong or a port is taken.</exception>
    public static ISiloBuilder UseMqantCluster(this ISiloBuilder silo) => silo.UseMqantCluster(hostsGrains: true);

    /// <summary>Joins the cluster as an Orleans client.</summary>
    /// <exception cref="SettingsException">There is no such mode, or one that has no clients.</exception>
    public static IClientBuilder UseMqantCluster(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        var options = client.Services.AddCluster(client.Configuration);
        if (options.IsEmbedded)
        {
            throw new SettingsException($"{MqantClusterOptions.SectionName}:{nameof(MqantClusterOptions.Mode)} is '{options.Mode}': such a cluster is one process, and has no clients.");
        }

        if (!options.IsOrleans)
        {
            client.Services.NameCluster();
            ClusterProviderAttribute.Find(options.Mode).Join(client, options);
        }

        client.Services.UseLoops(options);
        return client;
    }

    /// <summary>Joins the cluster as a silo; one without grains needs no storage, and is no entrance for Orleans clients.</summary>
    internal static ISiloBuilder UseMqantCluster(this ISiloBuilder silo, bool hostsGrains)
    {
        ArgumentNullException.ThrowIfNull(silo);
        var services = silo.Services;
        var options = services.AddCluster(silo.Configuration);
        if (options.IsEmbedded)
        {
            services.AddSingleton<EmbeddedCluster>();
            services.NameCluster();
            silo.UseDevelopmentClustering(development => development.Configure<HeldSiloPorts>((o, ports) => o.PrimarySiloEndpoint = ports.SiloEndPoint));
            services.TryAddKeyedSingleton<IGrainStorage>(
                ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, static (services, _) => ActivatorUtilities.CreateInstance<EmbeddedStorage>(services));
            silo.UseInMemoryReminderService();
        }
        else if (!options.IsOrleans)
        {
            services.NameCluster();
            var provider = ClusterProviderAttribute.Find(options.Mode);
            provider.Join(silo, options);
            if (hostsGrains)
            {
                provider.AddStorage(silo, options);
            }
        }

        services.TryAddSingleton(static services => services.GetKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)!);
        if (!(options.IsOrleans && silo.Configuration.GetSection(OrleansEndpoints).Exists()))
        {
            services.AddHeldPorts(hostsGrains);
        }

        if (!options.Tls.IsOn)
        {
            services.AddHostedService<ClusterNetworkWarning>();
        }

        services.UseLoops(options);
        return silo;
    }

    // What decides which services there are must be known now.
    private static MqantClusterOptions AddCluster(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMqantOptions<MqantClusterOptions>(MqantClusterOptions.SectionName);
        var options = configuration.ReadMqantOptions<MqantClusterOptions>(MqantClusterOptions.SectionName);
        ClusterTls.AddTo(services, options);
        return options;
    }

    // Orleans has no other way: each keyed service is found by its type, and its key is Orleans' own. What a program has put in its place stays.
    private static void UseLoops(this IServiceCollection services, MqantClusterOptions options)
    {
        if (options.Transport != SocketTransport.Loop || !SocketLoops.AreSupported)
        {
            return;
        }

        services.TryAddSingleton<SocketLoops>();
        services.TryAddSingleton<ClusterTransport>();
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { IsKeyedService: true, ServiceType: var type, ServiceKey: var key, KeyedImplementationFactory: { } create } &&
                (type == typeof(IConnectionFactory) || type == typeof(IConnectionListenerFactory)) &&
                OrleansAssemblies.Contains(create.Method.Module.Assembly))
            {
                services[i] = ServiceDescriptor.KeyedSingleton(type, key, static (services, _) => services.GetRequiredService<ClusterTransport>());
            }
        }
    }

    private static void NameCluster(this IServiceCollection services) => services.AddOptions<ClusterOptions>().Configure<IOptions<MqantClusterOptions>>(
        static (orleans, mqant) => (orleans.ClusterId, orleans.ServiceId) = (mqant.Value.ClusterId, mqant.Value.ServiceId));

    private static void AddHeldPorts(this IServiceCollection services, bool forClients)
    {
        services.AddMqantOptions<MqantSiloOptions>(MqantSiloOptions.SectionName);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<MqantSiloOptions>>().Value.HoldPorts(forClients));
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<HeldSiloPorts>());

        // First of all: endpoints that code names count.
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<EndpointOptions>>(static provider => new ConfigureOptions<EndpointOptions>(orleans =>
        {
            var ports = provider.GetRequiredService<HeldSiloPorts>();
            (orleans.AdvertisedIPAddress, orleans.SiloPort, orleans.GatewayPort) = (ports.Address, ports.SiloPort, ports.GatewayPort);
        })));
    }
}
