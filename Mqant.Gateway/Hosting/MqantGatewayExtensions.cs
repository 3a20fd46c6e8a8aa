using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Mqant.Gateway.Calls;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Cluster;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Groups;
using Mqant.Gateway.Hooks;
using Mqant.Gateway.Hosting;
using Mqant.Gateway.Hub;
using Mqant.Gateway.Identity;
using Mqant.Gateway.Lanes;
using Mqant.Gateway.Limits;
using Mqant.Gateway.Mqtt;
using Mqant.Gateway.Push;
using Mqant.Gateway.Security;
using Mqant.Gateway.Sessions;
using Mqant.Gateway.Sockets;
using Mqant.Gateway.Telemetry;
using Mqant.Gateway.Tokens;
using Mqant.Gateway.Transport;
using Mqant.Gateway;
using Orleans.Configuration;
using Orleans.Runtime;
using GatewayOptions = Mqant.Gateway.GatewayOptions;

namespace Mqant;

/// <summary>Makes a web application that is part of an Orleans cluster a gateway for clients.</summary>
public static class MqantGatewayExtensions
{
    private const string HealthCheckLog = "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService";

    /// <summary>
    /// Adds a gateway: MQTT over TCP and WebSocket, the framed protocol, the sessions of their clients, calls to the cluster's modules, and health checks. The application is a
    /// member of the cluster (<c>UseOrleans</c> with <see cref="AddMqantGateway(ISiloBuilder)"/>, or with modules of its own by
    /// <see cref="MqantSiloExtensions.AddMqant"/>) or its client (<c>UseOrleansClient</c>, before this). May be called more than once.
    /// </summary>
    /// <param name="services">The services of a web application: its Kestrel opens the gateway's ports beside those that it has.</param>
    /// <param name="configure">Changes what section <c>Mqant:Gateway</c> says.</param>
    public static IServiceCollection AddMqantGateway(this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(static service => service.ServiceType == typeof(SessionHub)))
        {
            return services;
        }

        services.AddMqantOptions<GatewayOptions>(GatewayOptions.SectionName);
        services.AddMqantCore();
        services.AddSessionCore();
        services.AddClusterLink();
        services.AddClientProtocols();
        services.AddOrleansTimes();
        services.AddOrleansClient();
        services.AddHealthChecks().AddCheck<GatewayHealth>("mqant-gateway", tags: [HealthTags.Ready]);

        // It logs each time that somebody asks and the answer is no, and anybody may ask.
        services.Configure<LoggerFilterOptions>(static filters => filters.Rules.Add(new LoggerFilterRule(providerName: null, HealthCheckLog, LogLevel.Critical, filter: null)));
        return services;
    }

    /// <summary>
    /// Makes a silo one that hosts no grains but Orleans' own: how a gateway alone is a member of the cluster. Clustering and reminders are added beside it; grain storage is not needed.
    /// A gateway whose process hosts modules too needs only <see cref="AddMqantGateway(IServiceCollection, Action{GatewayOptions})"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The silo hosts modules.</exception>
    public static ISiloBuilder AddMqantGateway(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        if (silo.Services.HasMqantGrains())
        {
            throw new InvalidOperationException("This silo hosts modules: it needs AddMqantGateway of the services alone.");
        }

        silo.Services.AddMqantCore();
        silo.Services.PostConfigure<GrainTypeOptions>(o => o.Classes.RemoveWhere(
            c => c.Assembly.GetName().Name?.StartsWith("Orleans.", StringComparison.Ordinal) != true));
        return silo.UseMqantMembership();
    }

    /// <summary>
    /// Adds a listener for a client protocol of one's own. The handler is made for each connection by dependency injection; deriving from
    /// <see cref="ClientConnection"/> does most of its work.
    /// </summary>
    /// <typeparam name="THandler">Serves a connection from its first byte to its last.</typeparam>
    /// <param name="services">The services of the gateway.</param>
    /// <param name="name">Unique name, by which <see cref="GatewayEndpoints.GetPort"/> finds the port.</param>
    /// <param name="port">Port to listen on, on the gateway's address; 0 picks a free one.</param>
    /// <param name="tls">Whether it is spoken over TLS, with the certificates of <see cref="GatewayTlsOptions"/>.</param>
    public static IServiceCollection AddClientProtocol<THandler>(this IServiceCollection services, string name, int port, bool tls = false)
        where THandler : Microsoft.AspNetCore.Connections.ConnectionHandler
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        return services.AddSingleton(new ClientProtocolListener(
            name, port, tls, static connections => Microsoft.AspNetCore.Connections.ConnectionBuilderExtensions.UseConnectionHandler<THandler>(connections)));
    }

    // Sessions, dispatch and push; they do nothing until the link to the cluster brings them to life.
    internal static IServiceCollection AddSessionCore(this IServiceCollection services)
    {
        services.AddSingleton<UnreadableOffers>();
        services.AddSingleton<ModuleCatalog>();
        services.AddSingleton<Router>();
        services.TryAddSingleton<LiveOptions<TelemetryOptions>>();
        services.AddSingleton<EndedRequests>();
        services.AddSingleton<GatewayHooks>();
        services.AddSingleton<RequestTracing>();
        services.AddSingleton<BackgroundCalls>();
        services.AddSingleton<ClientIds>();
        services.AddSingleton<SessionUsers>();
        services.AddSingleton<WatcherNotifier>();
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<GatewayMetrics>();
        services.TryAddSingleton<LiveOptions<GatewayOptions>>();
        services.AddSingleton(s => ByteBudget.Of(s.GetRequiredService<IOptions<GatewayOptions>>().Value));
        services.AddSingleton(s => new AddressBook(LimitsOf(s.GetRequiredService<LiveOptions<GatewayOptions>>()), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<GroupRegistry>();
        services.AddSingleton<HookCatalog>();
        services.AddSingleton<SessionHooks>();
        services.AddSingleton<TokenKeys>();
        services.AddSingleton<TokenValidator>();
        services.AddSingleton<SessionExpiry>();
        services.AddSingleton(s => FailureBook.OfAddresses(s.GetRequiredService<IOptions<AuthenticationOptions>>().Value.BackOff, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TokenRenewal>();
        services.AddSingleton<ClientAuthentication>();
        services.AddSingleton<ReceivingLanes>();
        services.AddSingleton<SessionQueries>();
        services.AddSingleton<LaneReceiver>();
        services.AddSingleton<IPolicyListener, PolicyEnforcement>();
        services.AddSingleton<ILocalGateway>(s => s.GetRequiredService<LaneReceiver>());

        // Where calls that gather wait for a thread.
        services.TryAddSingleton(PipeScheduler.ThreadPool);
        services.AddSingleton<CallDispatcher>();
        services.AddSingleton<SessionDrain>();
        services.AddSingleton<ISessionHost, SessionHost>();
        services.AddSingleton(s => new SessionHub(
            s.GetRequiredService<SessionRegistry>(),
            s.GetRequiredService<ModuleCatalog>(),
            s.GetRequiredService<LaneReceiver>(),
            s.GetRequiredService<ClientAuthentication>(),
            s.GetRequiredService<SessionExpiry>(),
            s.GetRequiredService<ClientIds>(),
            s.GetRequiredService<SessionDrain>(),
            s.GetRequiredService<PolicyFollower>(),
            s.GetRequiredService<ISessionHost>(),
            s.GetRequiredService<INamePolicy>()));
        return services;
    }

    // Follows the cluster's modules, and opens and empties the gateway as its process starts and stops.
    private static void AddClusterLink(this IServiceCollection services)
    {
        services.AddSingleton<GatewayLease>();
        services.AddSingleton<GatewayReadiness>();
        services.AddHostedService<CompilerPriority>();
        services.AddHostedService<PolicyFollower>(static provider => provider.GetRequiredService<PolicyFollower>());
        services.AddHostedService(static provider => provider.GetRequiredService<TokenKeys>());
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
    }

    internal static void AddClientProtocols(this IServiceCollection services)
    {
        services.AddSingleton<GatewayEndpoints>();
        services.AddSingleton<HeldListeners>();
        services.AddConnectionServices();
        services.AddSingleton(static provider => new TrustedProxies(provider.GetRequiredService<IOptions<GatewayOptions>>().Value.Proxy));
        services.AddSingleton<ProxyConnections>();
        services.AddSingleton<ForwardedAddresses>();
        services.AddSingleton<ClientTls>();
        services.AddSingleton<SocketCounting>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, GatewayListeners>();
        services.AddSingleton<IConfigureOptions<SocketTransportOptions>, SocketSettings>();
        services.AddSingleton<DistributedContextPropagator, ClientTraces>();

        // Around everything that follows.
        services.AddSingleton<IStartupFilter, ClientHttp>();
        services.AddSingleton<IStartupFilter, HttpAddresses>();
        services.TryAddSingleton<SocketLoops>();
        services.AddSingleton<IConnectionListenerFactory, LoopTransport>();
    }

    internal static void AddConnectionServices(this IServiceCollection services)
    {
        services.AddSingleton(s => SocketLimits.Of(s.GetRequiredService<IOptions<GatewayOptions>>().Value));
        services.AddSingleton<SocketGate>();
        services.AddSingleton(s => new ClientConnectionServices(
            s.GetRequiredService<SessionHub>(),
            s.GetRequiredService<TokenValidator>().IsOn,
            s.GetRequiredService<LiveOptions<GatewayOptions>>(),
            s.GetRequiredService<SocketGate>(),
            s.GetRequiredService<AddressBook>(),
            s.GetRequiredService<ByteBudget>(),
            s.GetRequiredService<BudgetReports>(),
            s.GetRequiredService<GatewayMetrics>(),
            s.GetRequiredService<LineLimiter>(),
            s.GetRequiredService<ILogger<ClientConnection>>(),
            s.GetRequiredService<GatewayHooks>(),
            s.GetRequiredService<IHostApplicationLifetime>(),
            s.GetRequiredService<TimeProvider>()));
    }

    private static Func<GatewayLimits> LimitsOf(LiveOptions<GatewayOptions> options) => () => options.Value.Limits;

    // Calls of clients have one limit, whether this process hosts the grain, is a member of its cluster, or a client.
    private static void AddOrleansTimes(this IServiceCollection services)
    {
        services.AddOptions<SiloMessagingOptions>().PostConfigure<IOptions<GatewayOptions>, IServiceProvider>(static (messaging, gateway, services) =>
        {
            messaging.ResponseTimeout = gateway.Value.CallTimeout;
            if (services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(RoomServices))
                && services.GetRequiredService<IOptions<MqantSiloOptions>>().Value.CallTimeout is { } limit && limit != gateway.Value.CallTimeout)
            {
                throw new SettingsException(
                    $"{MqantSiloOptions.SectionName}:{nameof(MqantSiloOptions.CallTimeout)} is {limit}, but a gateway with a silo in its process has one limit for all calls: "
                    + $"{GatewayOptions.SectionName}:{nameof(GatewayOptions.CallTimeout)}.");
            }
        });
        services.AddOptions<ClientMessagingOptions>().PostConfigure<IOptions<GatewayOptions>>(static (messaging, gateway) =>
        {
            messaging.ResponseTimeout = gateway.Value.CallTimeout;
            messaging.CancelRequestOnTimeout = true;
        });
    }
}
