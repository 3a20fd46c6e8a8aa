using MyGame.Contracts;
using MyGame.Modules.Coins;

namespace MyGame.Tests;

/// <summary>The rules alone: no server, no client.</summary>
public sealed class BoardTests
{
    [Fact]
    public void Step_OntoTheCoin_TakesItAndLaysAnother()
    {
        var board = new Board { Coin = new Cell(4, 7), Players = { ["ada"] = new Player { Cell = new Cell(3, 7) } } };
        board.Turn("ada", Direction.Right);

        board.Step();

        Assert.Equal(1, board.Players["ada"].Coins);
        Assert.NotEqual(new Cell(4, 7), board.Coin);
    }

    [Theory]
    [InlineData(Direction.Left)]
    [InlineData(Direction.Up)]
    public void Step_AtTheEdge_Stays(Direction direction)
    {
        var board = new Board { Coin = new Cell(5, 5), Players = { ["ada"] = new Player { Direction = direction } } };

        board.Step();

        Assert.Equal(new Cell(0, 0), board.Players["ada"].Cell);
    }

    [Fact]
    public void Step_WithTheLastCoin_EndsTheGame()
    {
        var board = new Board { Coin = new Cell(0, 0), Players = { ["ada"] = new Player { Coins = Board.CoinsToWin - 1 } } };

        board.Step();

        Assert.Equal("ada", board.Winner);
    }
}
