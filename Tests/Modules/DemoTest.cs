using System.Collections.Concurrent;
using Mqant.Testing;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>A test of a demo module. Clients that it opens here are closed after it; tests keep apart by the names of their users and rooms.</summary>
public abstract class DemoTest(DemoGame demos) : IAsyncLifetime
{
    private readonly ConcurrentBag<GameClient> _clients = [];
    private TestGame _game = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _game = await demos.GetAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A name that no other test uses.</summary>
    protected static string Unique(string name) => UniqueName.For(name);

    /// <summary>A connected client.</summary>
    protected async Task<GameClient> ConnectAsync(ClientOptions? options = null)
    {
        var client = await _game.ConnectAsync(options: options);
        _clients.Add(client);
        return client;
    }

    /// <summary>A connected client that is logged in as a new user, and the user's name.</summary>
    protected async Task<(GameClient Client, string User)> LoginAsync(string name = "user", ClientOptions? options = null)
    {
        var client = await ConnectAsync(options);
        var user = Unique(name);
        await client.LoginAsync(user);
        return (client, user);
    }
}
