using MyGame.Contracts;

namespace MyGame.Modules.Coins;

/// <summary>The rules, which know nothing of sessions and grains. It is also what the room stores.</summary>
[GenerateSerializer, Alias("MyGame.Board")]
internal sealed class Board
{
    public const int Size = 12;
    public const int CoinsToWin = 5;

    [Id(0)]
    public Dictionary<string, Player> Players { get; set; } = [];

    [Id(1)]
    public Cell Coin { get; set; } = new(Random.Shared.Next(Size), Random.Shared.Next(Size));

    [Id(2)]
    public string? Winner { get; set; }

    public void Add(string player) => Players.TryAdd(player, new Player { Cell = FreeCell() });

    public void Remove(string player) => Players.Remove(player);

    public void Turn(string player, Direction direction)
    {
        if (Players.TryGetValue(player, out var found))
        {
            found.Direction = direction;
        }
    }

    /// <summary>Everybody goes one cell; who is first at the coin has it.</summary>
    public void Step()
    {
        foreach (var (name, player) in Players)
        {
            player.Cell = Next(player.Cell, player.Direction);
            if (player.Cell == Coin)
            {
                player.Coins++;
                Coin = FreeCell();
                if (player.Coins == CoinsToWin)
                {
                    Winner = name;
                    return;
                }
            }
        }
    }

    public BoardView View() => new(Size, CoinsToWin, Coin, [.. Players.Select(player => new PlayerView(player.Key, player.Value.Cell, player.Value.Coins))]);

    private static Cell Next(Cell cell, Direction direction) => direction switch
    {
        Direction.Left => cell with { X = Math.Max(0, cell.X - 1) },
        Direction.Right => cell with { X = Math.Min(Size - 1, cell.X + 1) },
        Direction.Up => cell with { Y = Math.Max(0, cell.Y - 1) },
        Direction.Down => cell with { Y = Math.Min(Size - 1, cell.Y + 1) },
        _ => cell,
    };

    private Cell FreeCell()
    {
        while (true)
        {
            var cell = new Cell(Random.Shared.Next(Size), Random.Shared.Next(Size));
            if (cell != Coin && Players.Values.All(player => player.Cell != cell))
            {
                return cell;
            }
        }
    }
}
