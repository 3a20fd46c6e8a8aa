using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.StockClients;

/// <summary>Two games behind one address: clients are at the first until it ends, and find the second when they come back. Somebody listens in the lobby of each.</summary>
internal sealed class MovingGame : IAsyncDisposable
{
    private readonly TestGame _first;
    private readonly TestGame _second;
    private readonly Door _tcp;
    private readonly Door _webSocket;

    private MovingGame(TestGame first, TestGame second, GameClient firstWitness, GameClient secondWitness)
    {
        (_first, _second) = (first, second);
        (FirstWitness, SecondWitness) = (firstWitness, secondWitness);
        _tcp = new Door(first.Gateway.Tcp);
        _webSocket = new Door(first.Gateway.WebSocket);
    }

    /// <summary>Bob, in the lobby of the first game.</summary>
    public GameClient FirstWitness { get; }

    /// <summary>Bob, in the lobby of the second game.</summary>
    public GameClient SecondWitness { get; }

    /// <summary>The address' port of MQTT over TCP.</summary>
    public int TcpPort => _tcp.Port;

    /// <summary>The address' port of MQTT over WebSocket.</summary>
    public int WebSocketPort => _webSocket.Port;

    /// <summary>Starts both.</summary>
    public static async Task<MovingGame> StartAsync()
    {
        var games = await Task.WhenAll(StartOneAsync(), StartOneAsync());
        var witnesses = await Task.WhenAll(games.Select(game => game.ConnectAsync("bob")));
        await Task.WhenAll(witnesses.Select(witness => witness.JoinAsync("lobby")));
        return new MovingGame(games[0], games[1], witnesses[0], witnesses[1]);
    }

    /// <summary>Ends the first game.</summary>
    public async Task MoveAsync()
    {
        _tcp.LeadTo(_second.Gateway.Tcp);
        _webSocket.LeadTo(_second.Gateway.WebSocket);
        await FirstWitness.DisconnectAsync();
        await _first.Gateway.StopAsync();
    }

    /// <summary>Alice logs in to the second game elsewhere.</summary>
    public Task<GameClient> LoginAgainAsync() => _second.ConnectAsync("alice");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        FirstWitness.Dispose();
        SecondWitness.Dispose();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _tcp.DisposeAsync();
        await _webSocket.DisposeAsync();
    }

    // Time enough to leave by oneself.
    private static Task<TestGame> StartOneAsync() => TestGame.StartAsync(options => options.AddDemos().Settings["Mqant:Gateway:DrainTimeout"] = "00:00:02");
}
