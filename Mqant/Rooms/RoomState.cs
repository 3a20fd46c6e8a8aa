namespace Mqant;

/// <summary>The state of a room, for operators.</summary>
/// <param name="Json">JSON in UTF-8 of the state of a <see cref="Room{TState}"/>; null where the room is none, or <paramref name="Error"/> says why.</param>
/// <param name="Error">Why it cannot be shown: it is no JSON, or larger than 1 MiB.</param>
[GenerateSerializer, Immutable, Alias("mqant.RoomState")]
internal sealed record RoomState([property: Id(0)] byte[]? Json, [property: Id(1)] string? Error);
