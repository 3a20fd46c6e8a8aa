namespace Mqant.Tests.Authentication;

/// <summary>One <see cref="LoginGame"/> for the tests of a class that need no settings of their own, started for the first of them.</summary>
public sealed class SharedLoginGame : IAsyncDisposable
{
    private LoginGame? _game;

    /// <summary>The game, an hour after the test before: its tokens have expired by now, and its failures are forgotten.</summary>
    internal async Task<LoginGame> EnterAsync()
    {
        _game ??= await LoginGame.StartAsync();
        _game.Time.Advance(TimeSpan.FromHours(1));
        return _game;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _game?.DisposeAsync() ?? default;
}
