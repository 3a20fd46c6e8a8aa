namespace Mqant;

/// <summary>The rooms on all silos, whether a matchmaker knows them or not. A silo that does not answer within 2 s is said to be missing.</summary>
internal interface IRoomOperations
{
    /// <summary>Rooms in the order of module and key.</summary>
    /// <param name="query">Which.</param>
    Task<FoundRooms> ListAsync(RoomQuery query);

    /// <summary>A room with its seats; null when there is none. Never makes one.</summary>
    Task<RoomDetails?> FindAsync(RoomName room);

    /// <summary>The game's state between two ticks; null when there is no such room.</summary>
    Task<RoomState?> GetStateAsync(RoomName room);

    /// <summary>Finishes a room, as the game does when it is over; false when there is none.</summary>
    Task<bool> FinishAsync(RoomName room);
}
