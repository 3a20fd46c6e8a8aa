namespace Mqant;

/// <summary>What every <see cref="Room"/> answers to other grains. Implemented by the base class.</summary>
[Alias("mqant.IRoom")]
public interface IRoom : IGrainWithStringKey
{
    /// <summary>
    /// Reserves a seat for <see cref="RoomOptions.ReservationTimeout"/>. The room alone decides, one call at a time, so that it is never over its capacity.
    /// A player who has a seat or a reservation is accepted again.
    /// </summary>
    /// <param name="playerId">Who will join: <see cref="RoomSeat.PlayerId"/>.</param>
    /// <param name="capacity">
    /// For a room that is not used yet: the number of seats, at most <see cref="RoomOptions.Capacity"/>; null: that. The room behind the plain module,
    /// <see cref="ModuleKeys.Singleton"/>, always has that many.
    /// </param>
    [Alias("Reserve")]
    ValueTask<RoomReservation> ReserveAsync(string playerId, int? capacity = null);
}

/// <summary>Answer to <see cref="IRoom.ReserveAsync"/>.</summary>
/// <param name="Accepted">Whether a seat is held for the player.</param>
/// <param name="Status">How the room is now.</param>
[GenerateSerializer, Immutable, Alias("mqant.RoomReservation")]
public sealed record RoomReservation([property: Id(0)] bool Accepted, [property: Id(1)] RoomStatus Status);
