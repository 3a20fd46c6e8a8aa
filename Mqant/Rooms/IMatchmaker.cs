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

    /// <summary>
    /// As <see cref="QuickMatchAsync(string)"/> for the player of a session (<see cref="MatchmakingExtensions.GetRoomSeeker"/>): where a room has to be made for it, that counts against what
    /// <see cref="RoomLimits"/> gives the player, the address, and guests.
    /// </summary>
    /// <exception cref="GameException"><see cref="RoomErrors.NoRoom"/>, <see cref="GameErrors.TooManyKeys"/>.</exception>
    [Alias("QuickMatchFor")]
    ValueTask<string> QuickMatchAsync(RoomSeeker player);

    /// <summary>As <see cref="JoinOrCreateAsync(string, string, int?)"/> for the player of a session: a room that is made counts against what the player, the address, and guests have, too.</summary>
    /// <inheritdoc cref="JoinOrCreateAsync(string, string, int?)" path="/exception"/>
    [Alias("JoinOrCreateFor")]
    ValueTask<RoomStatus> JoinOrCreateAsync(RoomSeeker player, string name, int? capacity = null);

    /// <summary>Reserves a seat in the room of that name, which is made where there is none. A player may make <see cref="RoomLimits.MaxNewRoomsPerMinute"/> rooms in a minute.</summary>
    /// <param name="playerId">Who will join.</param>
    /// <param name="name">The room's key: 1 to 64 bytes, something to see and nothing that cannot be seen, no '/', '+' or '#'. The room's name is what <see cref="INamePolicy"/> makes of it.</param>
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
