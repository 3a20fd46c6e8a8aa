namespace MyGame.Contracts;

/// <summary>The board as clients see it.</summary>
[GenerateSerializer, Immutable, Alias("MyGame.BoardView")]
public sealed record BoardView([property: Id(0)] int Size, [property: Id(1)] int CoinsToWin, [property: Id(2)] Cell Coin, [property: Id(3)] PlayerView[] Players);
