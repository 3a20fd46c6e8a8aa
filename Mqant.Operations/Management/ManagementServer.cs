using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Mqant.Operations.Management;

/// <summary>
/// The management port: a web application of its own inside the process, open before anything of the process starts and until all of it has stopped. It shares nothing with an
/// application that clients reach, neither ports nor pipeline.
/// </summary>
internal sealed partial class ManagementServer(
    IOptions<ManagementOptions> options,
    IEnumerable<IManagementPart> parts,
    ManagementEndpoint endpoint,
    IHostEnvironment environment,
    ILoggerFactory loggers,
    ILogger<ManagementServer> logger) : IHostedLifecycleService, IAsyncDisposable
{
    private const int MaxRequestBody = 1024 * 1024;
    private static readonly TimeSpan HeaderTimeout = TimeSpan.FromSeconds(10);

    // Whoever can reach the port must not be able to take the files of the process with it.
    private const int MaxConnections = 256;
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    // Whoever still reads a stream of events then is cut off.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private WebApplication? _app;

    /// <exception cref="SettingsException">The port cannot be had.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Port == ManagementOptions.NoPort)
        {
            return;
        }

        // The listener takes the socket over.
        var (address, held) = ManagementPort.Hold(options.Value);
        _app = Build(address, held);
        await _app.StartAsync(cancellationToken);
        var host = options.Value.Address == ManagementOptions.Any ? ManagementOptions.Localhost : options.Value.Address;
        endpoint.Address = new UriBuilder(Uri.UriSchemeHttp, host, address.Port).Uri;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (endpoint.Address is { } address)
        {
            Log.Listening(logger, address);
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? default;

    private WebApplication Build(IPEndPoint address, HeldPort held)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = environment.ApplicationName, EnvironmentName = environment.EnvironmentName });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
            kestrel.Limits.RequestHeadersTimeout = HeaderTimeout;
            kestrel.Limits.KeepAliveTimeout = IdleTimeout;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Listen(address, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = _ => held.GiveAway());
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = StopTimeout);

        // The process's own: signals are its host's business, and what is logged goes where the rest goes.
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        builder.Services.AddRoutingCore();
        foreach (var part in parts)
        {
            part.AddServices(builder.Services);
        }

        var app = builder.Build();
        app.UseRouting();
        foreach (var part in parts)
        {
            part.Use(app);
        }

        foreach (var part in parts)
        {
            part.Map(app);
        }

        return app;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Information, "Management on {Address}")]
        public static partial void Listening(ILogger logger, Uri address);
    }
}
