using Mqant.Tests.Infrastructure;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedGateway))]

namespace Mqant.Tests.Infrastructure;

/// <summary>
/// One embedded gateway with default limits, but for keys of an address, which all tests share, for all tests that do not change it, started when the first of them asks. Tests keep apart by
/// the names of their users, rooms and clients.
/// </summary>
public sealed class SharedGateway : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private EmbeddedGateway? _gateway;

    /// <summary>The gateway, ready.</summary>
    public async Task<IGateway> GetAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _gateway ??= await EmbeddedGateway.StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        _starting.Dispose();
    }
}
