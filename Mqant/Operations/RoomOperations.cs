namespace Mqant;

/// <inheritdoc cref="IRoomOperations"/>
internal sealed class RoomOperations(IGrainFactory grains) : IRoomOperations
{
    private const int MaxTaken = 1_000;

    // Each silo answers with as many as are left out.
    private const int MaxSkipped = 100_000;

    private IOperationsGrain Grain => grains.GetGrain<IOperationsGrain>(IOperationsGrain.Key);

    public Task<FoundRooms> ListAsync(RoomQuery query) =>
        Grain.ListRoomsAsync(query with { Skip = Math.Clamp(query.Skip, 0, MaxSkipped), Take = Math.Clamp(query.Take, 0, MaxTaken) });

    public Task<RoomDetails?> FindAsync(RoomName room) => Grain.FindRoomAsync(room);

    public Task<RoomState?> GetStateAsync(RoomName room) => Grain.GetRoomStateAsync(room);

    public Task<bool> FinishAsync(RoomName room) => Grain.FinishRoomAsync(room);
}
