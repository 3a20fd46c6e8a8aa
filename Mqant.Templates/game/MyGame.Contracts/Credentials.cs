namespace MyGame.Contracts;

/// <summary>Who logs in, and what proves it.</summary>
[GenerateSerializer, Immutable, Alias("MyGame.Credentials")]
public sealed record Credentials([property: Id(0)] string Name, [property: Id(1)] string Password);
