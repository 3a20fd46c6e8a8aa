using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mqant.Gateway;
using Mqant.Gateway.Hosting;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Mqant.Testing;

/// <summary>
/// A game under test: gateways and silos in this process, on free loopback ports, ready for clients. Games started by tests that run in parallel know
/// nothing of each other.
/// </summary>
public sealed class TestGame : IAsyncDisposable
{
    private readonly TestGameOptions _options;
    private readonly HandlerFailures _failures = new();
    private readonly string _id = $"test-{Guid.NewGuid():N}";
    private readonly List<TestGateway> _gateways = [];
    private readonly List<TestSilo> _silos = [];
    private string? _redis;
    private LocalRedis? _localRedis;

    private TestGame(TestGameOptions options) => _options = options;

    /// <summary>The gateways, in the order of their start.</summary>
    public IReadOnlyList<TestGateway> Gateways => _gateways;

    /// <summary>The first gateway.</summary>
    public TestGateway Gateway => _gateways[0];

    /// <summary>The silos, in the order of their start; none when the silo is embedded in the gateway.</summary>
    public IReadOnlyList<TestSilo> Silos => _silos;

    /// <summary>Calls grains directly, typed, beside the clients.</summary>
    public IGrainFactory Grains => Gateway.Services.GetRequiredService<IGrainFactory>();

    private bool IsCluster => _options.Silos > 0 || _options.Gateways > 1;

    /// <summary>Starts a game and waits until its gateways offer its modules.</summary>
    public static async Task<TestGame> StartAsync(Action<TestGameOptions>? configure = null)
    {
        var options = new TestGameOptions();
        configure?.Invoke(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Gateways, 1);
        var game = new TestGame(options);
        if (game.IsCluster && options.Time is not null)
        {
            throw new ArgumentException(
                "Time needs a game with one gateway and no silos of their own: what the processes of a cluster wait for from each other is not made for time that jumps.");
        }

        try
        {
            await game.StartAsync();
            return game;
        }
        catch (Exception exception)
        {
            await game.DisposeAsync();
            if (exception is TimeoutException && game._failures.Newest is { } failure)
            {
                throw new TimeoutException($"{exception.Message} Logged meanwhile: {failure.Message}", failure.Exception);
            }

            throw;
        }
    }

    /// <summary>Connects a client, logged in as a user if one is named.</summary>
    /// <param name="user">The user; null for a guest.</param>
    /// <param name="gateway">Where to connect; the first gateway when null.</param>
    /// <param name="options">How to connect; <see cref="TestGameOptions.Client"/> when null.</param>
    public async Task<GameClient> ConnectAsync(string? user = null, IGateway? gateway = null, ClientOptions? options = null)
    {
        options ??= _options.Client;
        if (_options.Time is not null)
        {
            // The client pings in real time; to the gateway it would be silent for as long as the time jumps.
            options = options with { Configure = options.Configure + (static builder => builder.WithNoKeepAlive()) };
        }

        var client = await GameClient.ConnectAsync(gateway ?? Gateway, options, _failures.Find);
        try
        {
            if (user is not null)
            {
                await _options.Login(client, user);
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Adds a silo to a game that has silos of their own, and waits until every gateway sends it calls.</summary>
    /// <exception cref="InvalidOperationException">The game's silo is embedded in its gateway.</exception>
    public async Task<TestSilo> AddSiloAsync()
    {
        if (!IsCluster)
        {
            throw new InvalidOperationException($"This game's silo is embedded. Set {nameof(TestGameOptions)}.{nameof(TestGameOptions.Silos)} to 1 or more.");
        }

        var builder = MqantProgram.CreateBuilder(Arguments());
        builder.AddMqantSilo();

        // Settings are those of the whole game.
        builder.Services.AddMqantSection(Mqant.Gateway.GatewayOptions.SectionName).AddMqantSection(TelemetryOptions.SectionName);
        ConfigureServices(builder.Services);
        ConfigureSilo(builder.Services, builder.Configuration);
        _options.Processes.ForEach(configure => configure(builder));
        var silo = new TestSilo(builder.Build());
        _silos.Add(silo);
        await silo.StartAsync();
        foreach (var gateway in _gateways)
        {
            await gateway.WaitForSiloAsync(silo);
        }

        return silo;
    }

    /// <summary>Ends all gateways, then all silos, each as gracefully as in production.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_gateways.Select(gateway => gateway.DisposeAsync().AsTask()));
        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        if (_localRedis is not null)
        {
            await _localRedis.DisposeAsync();
        }

        _failures.Dispose();
    }

    private async Task StartAsync()
    {
        if (IsCluster)
        {
            _redis = _options.Redis ?? (_localRedis = LocalRedis.Start()).Address;
            for (var i = 0; i < Math.Max(1, _options.Silos); i++)
            {
                await AddSiloAsync();
            }
        }

        for (var i = 0; i < _options.Gateways; i++)
        {
            await AddGatewayAsync();
        }
    }

    private async Task AddGatewayAsync()
    {
        string[] arguments =
        [
            "--Mqant:Gateway:Address=127.0.0.1",
            "--Mqant:Gateway:TcpPort=0",
            "--Mqant:Gateway:WebSocketPort=0",
            "--Mqant:Gateway:HttpPort=0",
            "--Mqant:Gateway:DrainTimeout=00:00:00",
            .. Arguments(),
        ];
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = arguments, ContentRootPath = AppContext.BaseDirectory });
        builder.AddMqant(IsCluster ? MqantRole.Gateway : MqantRole.All);
        ConfigureServices(builder.Services);
        if (!IsCluster)
        {
            ConfigureSilo(builder.Services, builder.Configuration);
        }

        _options.Processes.ForEach(configure => configure(builder));
        var app = builder.Build();
        app.MapMqant();
        var gateway = new TestGateway(app);
        _gateways.Add(gateway);
        await gateway.StartAsync();
        foreach (var silo in _silos)
        {
            await gateway.WaitForSiloAsync(silo);
        }
    }

    private string[] Arguments() =>
    [
        $"--Mqant:Cluster:Mode={(IsCluster ? "Redis" : MqantClusterOptions.Embedded)}",
        $"--Mqant:Cluster:ClusterId={_id}",
        $"--Mqant:Cluster:ServiceId={_id}",
        .. _redis is null ? Array.Empty<string>() : [$"--Mqant:Cluster:Redis={_redis}"],
        "--Mqant:Silo:Address=127.0.0.1",
        "--Mqant:Silo:Port=0",
        "--Mqant:Silo:GatewayPort=0",
        "--Logging:LogLevel:Default=Warning",
        "--Logging:LogLevel:Mqant=Warning",

        // Orleans watches its own timers, and takes a jump of the time for a machine that stood still.
        .. _options.Time is null ? Array.Empty<string>() : ["--Logging:LogLevel:Orleans.Runtime.AsyncTimer=None"],
        .. _options.Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
    ];

    private void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton<ILoggerProvider>(_failures);
        services.AddSingleton<ISuppressedLines>(_failures);
        if (_options.Time is { } time)
        {
            services.Replace(ServiceDescriptor.Singleton(time));

            // Silos have the machine's time in their addresses and in the table of members: by another that is ahead of it Orleans would take a silo for a former one that is long dead.
            services.AddKeyedSingleton(TimeProviderNames.Membership, TimeProvider.System);
        }

        // Ctrl+C ends the tests, not the games in them.
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoConsole>());
    }

    private void ConfigureSilo(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var startup in _options.Modules.Distinct().SelectMany(ModuleAssemblies.FindStartups))
        {
            startup.ConfigureServices(services, configuration);
        }

        services.AddSerializer(serializer =>
        {
            foreach (var assembly in _options.Modules.Distinct())
            {
                serializer.AddAssembly(assembly);
            }
        });
        if (!_options.Settings.TryGetValue("Mqant:Gateway:Join", out var join) || join != nameof(GatewayJoin.Client))
        {
            // No Orleans client is connected who would need the notice.
            services.PostConfigure<SiloMessagingOptions>(o => o.ClientGatewayShutdownNotificationTimeout = TimeSpan.Zero);
        }

        services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, FatalErrors>());
        foreach (var configure in _options.SiloServices)
        {
            configure(services);
        }
    }

    private sealed class NoConsole : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
