using Orleans.Concurrency;

namespace Mqant;

/// <summary>
/// Finds rooms of one kind, which is its key. It knows the rooms from what they report and forgets those it does not hear of; after a failure it learns
/// of all of them within seconds. Whether a player gets a seat is decided by the room.
/// </summary>
[Alias("mqant.IMatchmaker")]
public interface IMatchmaker : IGrainWithStringKey
{
    /// <summary>
    /// Reserves a seat in the fullest room that has a free one, or in a new room, and returns the room's key. A player who asks again
    /// within 10 s of the answer gets the same room.
    /// </summary>
    /// <exception cref="GameException"><see cref="RoomErrors.NoRoom"/>.</exception>
    [Alias("QuickMatch")]
    ValueTask<string> QuickMatchAsync(string playerId);

    /// <summary>Reserves a seat in the room of that name, which is made where there is none. A player may make 60 rooms in a minute.</summary>
    /// <param name="playerId">Who will join.</param>
    /// <param name="name">The room's key: 1 to 64 bytes, no control characters and no '/', '+' or '#'.</param>
    /// <param name="capacity">Seats of a new room; null: what its class says.</param>
    /// <exception cref="GameException">
    /// <see cref="RoomErrors.Full"/>, <see cref="RoomErrors.NoRoom"/>, <see cref="RoomErrors.BadName"/>, <see cref="GameErrors.TooManyKeys"/>.
    /// </exception>
    [Alias("JoinOrCreate")]
    ValueTask<RoomStatus> JoinOrCreateAsync(string playerId, string name, int? capacity = null);

    /// <summary>Rooms with a free seat, the fullest first.</summary>
    /// <param name="count">How many at most.</param>
    [ReadOnly, Alias("List")]
    ValueTask<RoomStatus[]> ListAsync(int count);

    /// <summary>A room reports how it is.</summary>
    [OneWay, Alias("Announce")]
    ValueTask AnnounceAsync(RoomStatus room);
}
