using Microsoft.Extensions.Time.Testing;
using Mqant.Testing;
using MyGame.Contracts;
using MyGame.Modules.Coins;

namespace MyGame.Tests;

/// <summary>The whole game: clients speak MQTT to the gateway that is shipped.</summary>
public sealed class GameTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Login_NeedsTheRightPassword()
    {
        await using var game = await StartAsync();
        await using var ada = await game.ConnectAsync("ada");
        await using var stranger = await game.ConnectAsync();

        Assert.Equal("the name is taken", (await stranger.CallAsync("Login/HD_Register", new Credentials("Ada", "another one"))).Error);
        Assert.Equal("wrong name or password", (await stranger.CallAsync("Login/HD_Login", new Credentials("ada", "another one"))).Error);
        Assert.Equal("wrong name or password", (await stranger.CallAsync("Login/HD_Login", new Credentials("bob", "another one"))).Error);
        Assert.Equal("ada", await stranger.RequestAsync<string>("Login/HD_Login", new Credentials("ada", "secret of ada")));
    }

    [Fact]
    public async Task Coins_ForGuests_AskThemToLogIn()
    {
        await using var game = await StartAsync();
        await using var guest = await game.ConnectAsync();

        Assert.Equal("Not Logined", (await guest.CallAsync("Coins/HD_Join", new { })).Error);
    }

    [Fact]
    public async Task Coins_GoToWhoeverWalksThere()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var game = await StartAsync(time);
        await using var ada = await game.ConnectAsync("ada");
        await using var bob = await game.ConnectAsync("bob");
        var board = await ada.RequestAsync<BoardView>("Coins/HD_Join", new { });
        await bob.RequestAsync("Coins/HD_Join", new { });

        for (var step = 0; step < 2 * Board.Size && CoinsOf("ada") == 0; step++)
        {
            await ada.RequestAsync("Coins/HD_Turn", new Turn(Towards(board.Coin, board.Players.Single(player => player.Name == "ada").Cell)));
            time.Advance(Tick);
            board = await ada.PushAsync<BoardView>("Coins/OnBoard");
        }

        Assert.Equal(1, CoinsOf("ada"));
        Assert.Equal(0, CoinsOf("bob"));

        int CoinsOf(string name) => board.Players.SingleOrDefault(player => player.Name == name)?.Coins ?? 0;
    }

    private static Task<TestGame> StartAsync(TimeProvider? time = null) => TestGame.StartAsync(o =>
    {
        o.AddModule<CoinsRoom>();
        o.Time = time;
        o.Login = (client, user) => client.RequestAsync("Login/HD_Register", new Credentials(user, $"secret of {user}"));
    });

    private static Direction Towards(Cell coin, Cell from) =>
        coin.X < from.X ? Direction.Left : coin.X > from.X ? Direction.Right : coin.Y < from.Y ? Direction.Up : coin.Y > from.Y ? Direction.Down : Direction.None;
}
