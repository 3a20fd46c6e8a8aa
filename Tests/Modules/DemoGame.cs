using Mqant.Testing;
using Mqant.Tests.Infrastructure;
using Mqant.Tests.Modules;
using Xunit;

[assembly: AssemblyFixture(typeof(DemoGame))]

namespace Mqant.Tests.Modules;

/// <summary>One game with the demo modules for all their tests, started when the first of them asks.</summary>
public sealed class DemoGame : IAsyncDisposable
{
    private readonly Lazy<Task<TestGame>> _game = new(() => TestGame.StartAsync(static options => options.AddDemos()));

    /// <summary>The game, ready.</summary>
    public Task<TestGame> GetAsync() => _game.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_game.IsValueCreated)
        {
            await (await _game.Value).DisposeAsync();
        }
    }
}
