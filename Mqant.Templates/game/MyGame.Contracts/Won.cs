namespace MyGame.Contracts;

/// <summary>Push <c>Coins/OnWon</c>: who has won.</summary>
public sealed record Won(string Name);
