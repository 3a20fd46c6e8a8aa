namespace MyGame.Contracts;

/// <summary>A place on the board, counted from 0 at the top left.</summary>
[GenerateSerializer, Immutable, Alias("MyGame.Cell")]
public readonly record struct Cell([property: Id(0)] int X, [property: Id(1)] int Y);
