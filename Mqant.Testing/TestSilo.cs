using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Mqant.Testing;

/// <summary>A silo of a <see cref="TestGame"/> that has silos of their own.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    private readonly IHost _host;
    private Task? _stopped;

    internal TestSilo(IHost host) => _host = host;

    /// <summary>The silo's services.</summary>
    public IServiceProvider Services => _host.Services;

    internal SiloAddress Address => Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    /// <summary>Ends the silo gracefully: calls in flight finish, and its grains live on elsewhere.</summary>
    public Task StopAsync() => _stopped ??= _host.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
        else
        {
            _host.Dispose();
        }
    }

    internal Task StartAsync() => _host.StartAsync();
}
