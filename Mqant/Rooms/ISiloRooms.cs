namespace Mqant;

/// <summary>The rooms of one silo, whose address is the key.</summary>
[Alias("mqant.ISiloRooms")]
internal interface ISiloRooms : IGrainWithStringKey
{
    /// <summary>How many rooms there are of those asked for, and the first of them, as many as are to be left out and listed together.</summary>
    [ResponseTimeout("00:00:02"), Alias("List")]
    Task<SiloRoomList> ListAsync(RoomQuery query);

    /// <summary>A room with its seats; null when it is not here.</summary>
    [ResponseTimeout("00:00:02"), Alias("Find")]
    Task<RoomDetails?> FindAsync(RoomName room);

    /// <summary>The state of a room; null when it is not here.</summary>
    [ResponseTimeout("00:00:02"), Alias("GetState")]
    Task<RoomState?> GetStateAsync(RoomName room);

    /// <summary>Finishes a room; null when it is not here.</summary>
    [ResponseTimeout("00:00:02"), Alias("Finish")]
    Task<RoomName?> FinishAsync(RoomName room);

    /// <summary>The sessions in the rooms of a module.</summary>
    [ResponseTimeout("00:00:02"), Alias("GetMembers")]
    Task<SessionRef[]> GetMembersAsync(string module);
}

/// <summary>Answer to <see cref="ISiloRooms.ListAsync"/>.</summary>
[GenerateSerializer, Immutable, Alias("mqant.SiloRoomList")]
internal sealed record SiloRoomList([property: Id(0)] int Total, [property: Id(1)] RoomSummary[] Rooms);
