using MyGame.Contracts;

namespace MyGame.Modules.Coins;

/// <summary>A player on the board.</summary>
[GenerateSerializer, Alias("MyGame.Player")]
internal sealed class Player
{
    [Id(0)]
    public Cell Cell { get; set; }

    [Id(1)]
    public Direction Direction { get; set; }

    [Id(2)]
    public int Coins { get; set; }
}
