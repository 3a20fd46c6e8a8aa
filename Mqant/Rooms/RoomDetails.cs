namespace Mqant;

/// <summary>A room with its seats.</summary>
[GenerateSerializer, Immutable, Alias("mqant.RoomDetails")]
internal sealed record RoomDetails([property: Id(0)] RoomSummary Summary, [property: Id(1)] SeatDetails[] Seats);

/// <summary>A seat that is taken.</summary>
/// <param name="Index">Its number.</param>
/// <param name="User">The user; empty for a guest.</param>
/// <param name="Session">Id of the session, or of the last one.</param>
/// <param name="IsConnected">Whether the player is connected.</param>
/// <param name="Since">When the player sat down, as far as this activation of the room knows: when it was restored, at the earliest.</param>
[GenerateSerializer, Immutable, Alias("mqant.SeatDetails")]
internal sealed record SeatDetails(
    [property: Id(0)] int Index,
    [property: Id(1)] string User,
    [property: Id(2)] string Session,
    [property: Id(3)] bool IsConnected,
    [property: Id(4)] DateTimeOffset Since);
