using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Hosting;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Core;
using Xunit;

[assembly: AssemblyFixture(typeof(CoreFixture))]

namespace Mqant.Tests.Core;

/// <summary>The session core with an embedded silo, shared by all tests of the core. Clients are made of memory: no protocol takes part.</summary>
public sealed class CoreFixture : IAsyncLifetime
{
    private WebApplication? _app;

    internal SessionHub Hub => Services.GetRequiredService<SessionHub>();

    internal IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    private IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        var builder = GatewayHost.CreateBuilder(
        [
            "--Mqant:Cluster:Mode=Embedded", "--urls=http://127.0.0.1:0",
            "--Mqant:Gateway:Address=127.0.0.1",
            "--Mqant:Gateway:TcpPort=0",
            "--Mqant:Gateway:WebSocketPort=0",
            "--Mqant:Gateway:HttpPort=0",
            "--Mqant:Silo:Port=0",
            "--Mqant:Silo:GatewayPort=0",
            "--Mqant:Gateway:CallTimeout=00:00:02",
        ]);
        _app = GatewayHost.Build(builder);
        await _app.StartAsync();
        await Services.GetRequiredService<ModuleCatalog>().WhenOffered;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    internal async Task<TestClient> ConnectAsync(SessionOpening? opening = null)
    {
        var client = new TestClient();
        client.Session = await Hub.OpenAsync(client, opening ?? new SessionOpening { ClientId = "test" }, TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>Completes once the settings of the client's user are stored.</summary>
    internal Task StoredAsync(TestClient client) => client.Session.Stored;

    /// <summary>Asks again until something that happens in the background has happened.</summary>
    internal async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
