namespace Mqant;

/// <summary>A player who looks for a room, and what the matchmaker's budgets go by.</summary>
/// <param name="PlayerId">Who will join: <see cref="RoomSeat.PlayerId"/>.</param>
/// <param name="Address">Where the player connects from; empty where that is not known.</param>
/// <param name="IsGuest">Whether the player has not logged in: guests have a share of the rooms, and no more.</param>
[GenerateSerializer, Immutable, Alias("mqant.RoomSeeker")]
public sealed record RoomSeeker([property: Id(0)] string PlayerId, [property: Id(1)] string Address, [property: Id(2)] bool IsGuest);
