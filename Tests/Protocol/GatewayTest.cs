using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Protocol;

/// <summary>A test against the shared gateway. Clients that it opens here are closed after it.</summary>
public abstract class GatewayTest(SharedGateway shared) : IAsyncLifetime
{
    private readonly ConcurrentBag<IDisposable> _clients = [];

    /// <summary>The gateway under test.</summary>
    protected IGateway Gateway { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Gateway = await shared.GetAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>A name that no other test uses.</summary>
    protected static string Unique(string name) => UniqueName.For(name);

    /// <summary>A connected client.</summary>
    protected async Task<GameClient> ConnectAsync(ClientOptions? options = null) => Own(await GameClient.ConnectAsync(Gateway, options));

    /// <summary>A connected client that is logged in as a new user, and the user's name.</summary>
    protected async Task<(GameClient Client, string User)> LoginAsync(string name = "user", ClientOptions? options = null)
    {
        var client = await ConnectAsync(options);
        var user = Unique(name);
        await client.LoginAsync(user);
        return (client, user);
    }

    /// <summary>A TCP connection on which nothing was sent.</summary>
    protected async Task<RawClient> OpenRawAsync(IPAddress? from = null) => Own(await RawClient.OpenAsync(Gateway, from));

    /// <summary>A client of bytes that was let in.</summary>
    protected async Task<RawClient> ConnectRawAsync(int level = 4, string? clientId = null, int keepAliveSeconds = 0)
        => Own(await RawClient.ConnectAsync(Gateway, level, clientId, keepAliveSeconds));

    /// <summary>A WebSocket, upgraded.</summary>
    protected async Task<ClientWebSocket> OpenWebSocketAsync(string path, params string[] subProtocols)
    {
        var socket = Own(new ClientWebSocket());
        foreach (var subProtocol in subProtocols)
        {
            socket.Options.AddSubProtocol(subProtocol);
        }

        await socket.ConnectAsync(new Uri($"ws://{Gateway.WebSocket}{path}"), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Closes a client after the test.</summary>
    protected T Own<T>(T client)
        where T : IDisposable
    {
        _clients.Add(client);
        return client;
    }
}
