using Orleans.Concurrency;

namespace Mqant;

/// <summary>Answers for the rooms of the silo that it is on. It asks rooms on their own turns, and waits for none longer than its caller does.</summary>
[OnSilo, Reentrant]
internal sealed class SiloRoomsGrain(RoomServices services) : Grain, ISiloRooms
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private string Silo => this.GetPrimaryKeyString();

    public Task<SiloRoomList> ListAsync(RoomQuery query)
    {
        var found = services.Active.Values
            .Select(static room => (Room: room, Name: room.OperationsName))
            .Where(room => (string.IsNullOrEmpty(query.Module) || room.Name.Module == query.Module)
                && (string.IsNullOrEmpty(query.Search) || room.Name.Key.Contains(query.Search, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(static room => room.Name, RoomNameOrder.Instance)
            .ToArray();
        return Task.FromResult(new SiloRoomList(found.Length, [.. found.Take(query.Skip + query.Take).Select(room => room.Room.Summarize(Silo))]));
    }

    public Task<RoomDetails?> FindAsync(RoomName room) => AskAsync(room, found => found.DescribeAsync(Silo));

    public Task<RoomState?> GetStateAsync(RoomName room) => AskAsync(room, static found => found.ShowStateAsync());

    public Task<RoomName?> FinishAsync(RoomName room) => AskAsync(room, static found => found.FinishAsync());

    public async Task<SessionRef[]> GetMembersAsync(string module)
    {
        var members = await Task.WhenAll(services.Active.Values.Where(room => room.OperationsName.Module == module).Select(static room => AskAsync(room)));
        return [.. members.SelectMany(static sessions => sessions)];

        // One that is busy for so long is left out, and no other.
        static async Task<SessionRef[]> AskAsync(Room room)
        {
            try
            {
                return await room.GetMembersAsync().WaitAsync(Patience) ?? [];
            }
            catch (TimeoutException)
            {
                return [];
            }
        }
    }

    private async Task<T?> AskAsync<T>(RoomName name, Func<Room, Task<T?>> ask)
        where T : class =>
        services.Active.Values.FirstOrDefault(room => room.OperationsName == name) is { } room ? await ask(room).WaitAsync(Patience) : null;
}
