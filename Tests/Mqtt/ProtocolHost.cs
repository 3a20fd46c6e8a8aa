using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Gateway;
using Mqant.Gateway.Hosting;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>The client protocols on free loopback ports, without a cluster behind them.</summary>
internal sealed class ProtocolHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProtocolHost(WebApplication app) => _app = app;

    public GatewayEndpoints Endpoints => _app.Services.GetRequiredService<GatewayEndpoints>();

    public static async Task<ProtocolHost> StartAsync(Action<GatewayOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<GatewayOptions>(options =>
        {
            options.Address = "localhost";
            options.TcpPort = 0;
            options.WebSocketPort = 0;
            options.HttpPort = 0;
            options.FramedPort = 0;
            options.ClientIdTakeover = ClientIdTakeover.Never;
            configure?.Invoke(options);
        });
        builder.Services.AddSessionsWithoutCluster();
        services?.Invoke(builder.Services);
        builder.Services.AddClientProtocols();
        var app = builder.Build();
        app.MapGet("/", () => "http");
        app.MapGet("/address", (Microsoft.AspNetCore.Http.HttpContext context) => $"{context.Connection.RemoteIpAddress}");
        app.Services.OpenSessions();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ProtocolHost(app);
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>Has the gateway follow a policy of the cluster that is not there.</summary>
    public void Follow(ClusterPolicy policy) => _app.Services.GetRequiredService<PolicyFollower>().Take(policy);

    public Task<WireClient> ConnectAsync() => WireClient.ConnectAsync(Endpoints.TcpPort);

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
