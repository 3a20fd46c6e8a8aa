using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Catalog;
using Mqant.Gateway.Hosting;

namespace Mqant.Testing;

/// <summary>A gateway of a <see cref="TestGame"/>.</summary>
public sealed class TestGateway : IGateway, IAsyncDisposable
{
    private readonly WebApplication _app;
    private Task? _stopped;

    internal TestGateway(WebApplication app) => _app = app;

    /// <inheritdoc/>
    public IPEndPoint Tcp => new(IPAddress.Loopback, Endpoints.TcpPort);

    /// <inheritdoc/>
    public IPEndPoint WebSocket => new(IPAddress.Loopback, Endpoints.WebSocketPort);

    /// <inheritdoc/>
    public IPEndPoint Http => new(IPAddress.Loopback, Endpoints.HttpPort);

    /// <summary>The gateway's services; with an embedded silo also the silo's.</summary>
    public IServiceProvider Services => _app.Services;

    private GatewayEndpoints Endpoints => Services.GetRequiredService<GatewayEndpoints>();

    /// <summary>Ends the gateway gracefully: its clients are asked to reconnect elsewhere.</summary>
    public Task StopAsync() => _stopped ??= _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
    }

    internal async Task StartAsync()
    {
        await _app.StartAsync();
        await Services.GetRequiredService<ModuleCatalog>().WhenOffered.WithinDeadline("a module that the gateway can offer");
        await Services.GetRequiredService<PolicyFollower>().WhenKnown.WithinDeadline("the policy that the gateway follows");
    }

    internal Task WaitForSiloAsync(TestSilo silo) => Services.GetRequiredService<ModuleCatalog>()
        .WhenKnownAsync(silo.Address)
        .WithinDeadline($"the gateway to know of the silo {silo.Address}");
}
