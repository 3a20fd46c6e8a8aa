namespace MyGame.Contracts;

/// <summary>Request of <see cref="ICoins.TurnAsync"/>.</summary>
[GenerateSerializer, Immutable, Alias("MyGame.Turn")]
public sealed record Turn([property: Id(0)] Direction Direction);
