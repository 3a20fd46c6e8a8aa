namespace MyGame.Contracts;

/// <summary>A player as clients see it.</summary>
[GenerateSerializer, Immutable, Alias("MyGame.PlayerView")]
public sealed record PlayerView([property: Id(0)] string Name, [property: Id(1)] Cell Cell, [property: Id(2)] int Coins);
