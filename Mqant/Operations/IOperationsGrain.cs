using Orleans.Runtime;

namespace Mqant;

/// <summary>What operators see and do, on a silo: only there one reaches gateways and rooms. Any silo will do.</summary>
[Alias("mqant.IOperationsGrain")]
internal interface IOperationsGrain : IGrainWithIntegerKey
{
    const long Key = 0;

    [Alias("FindPlayers")]
    Task<FoundPlayers> FindPlayersAsync(PlayerQuery query);

    [Alias("GetPlayer")]
    Task<PlayerDetails?> GetPlayerAsync(string session);

    [Alias("Send")]
    Task<bool> SendAsync(string session, string topic, ReadOnlyMemory<byte> payload);

    [Alias("Kick")]
    Task<bool> KickAsync(string session, string reason);

    [Alias("ListRooms")]
    Task<FoundRooms> ListRoomsAsync(RoomQuery query);

    [Alias("FindRoom")]
    Task<RoomDetails?> FindRoomAsync(RoomName room);

    [Alias("GetRoomState")]
    Task<RoomState?> GetRoomStateAsync(RoomName room);

    [Alias("FinishRoom")]
    Task<bool> FinishRoomAsync(RoomName room);

    [Alias("ListGroups")]
    Task<FoundGroups> ListGroupsAsync(string search, int skip, int take);

    [Alias("Broadcast")]
    Task<int> BroadcastAsync(string topic, ReadOnlyMemory<byte> payload);

    [Alias("SendToGroup")]
    Task<int> SendToGroupAsync(string group, string topic, ReadOnlyMemory<byte> payload);

    /// <summary>To the players of a module; -1 when the cluster offers no such module.</summary>
    [Alias("SendToModule")]
    Task<int> SendToModuleAsync(string module, string topic, ReadOnlyMemory<byte> payload);
}
