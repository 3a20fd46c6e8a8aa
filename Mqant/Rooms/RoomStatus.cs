namespace Mqant;

/// <summary>A room as its matchmaker sees it.</summary>
/// <param name="Name">The room's key.</param>
/// <param name="Players">Seats that are taken.</param>
/// <param name="Reserved">Seats that wait for a player.</param>
/// <param name="Capacity">Number of seats.</param>
/// <param name="Phase">Where the room is in its life; <see cref="RoomPhase.Finished"/>: it is gone.</param>
[GenerateSerializer, Immutable, Alias("mqant.RoomStatus")]
public sealed record RoomStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] int Players,
    [property: Id(2)] int Reserved,
    [property: Id(3)] int Capacity,
    [property: Id(4)] RoomPhase Phase)
{
    /// <summary>Seats that are neither taken nor reserved.</summary>
    public int Free => Phase == RoomPhase.Finished ? 0 : Math.Max(0, Capacity - Players - Reserved);
}
