using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant;

[StatelessWorker, Reentrant]
internal sealed class RoomsGrain(IClusterManifestProvider manifests, TimeProvider time) : Grain, IRooms
{
    private const int MaxListed = 100;

    // How old a list may be: everybody who asks meanwhile gets the same, and the matchmaker is asked once.
    private static readonly TimeSpan PageAge = TimeSpan.FromSeconds(1);

    private readonly Dictionary<IMatchmaker, (Task<ListedRoom[]> Rooms, long At)> _pages = [];

    public async ValueTask<FoundRoom> QuickMatchAsync(Session session, FindRoom request)
    {
        var (module, matchmaker) = Find(request);
        return Found(module, await matchmaker.QuickMatchAsync(session.GetRoomSeeker()));
    }

    public async ValueTask<FoundRoom> JoinOrCreateAsync(Session session, FindRoom request)
    {
        var (module, matchmaker) = Find(request);
        return Found(module, (await matchmaker.JoinOrCreateAsync(session.GetRoomSeeker(), request.Room ?? "", request.Capacity)).Name);
    }

    public async ValueTask<ListedRoom[]> ListAsync(FindRoom request)
    {
        var matchmaker = Find(request).Matchmaker;
        if (!_pages.TryGetValue(matchmaker, out var page) || page.Rooms.IsFaulted || time.GetElapsedTime(page.At) >= PageAge)
        {
            _pages[matchmaker] = page = (ReadAsync(matchmaker), time.GetTimestamp());
        }

        return await page.Rooms;
    }

    private static async Task<ListedRoom[]> ReadAsync(IMatchmaker matchmaker) =>
        Array.ConvertAll(await matchmaker.ListAsync(MaxListed), static r => new ListedRoom(r.Name, r.Players + r.Reserved, r.Capacity));

    private static FoundRoom Found(string module, string room) => new(room, $"{module}@{room}");

    private (string Module, IMatchmaker Matchmaker) Find(FindRoom request)
    {
        var module = request.Module ?? "";
        foreach (var silo in manifests.Current.Silos.Values)
        {
            foreach (var (type, grain) in silo.Grains)
            {
                if (grain.Properties.TryGetValue(MatchmakingAttribute.ModuleProperty, out var name) && name == module)
                {
                    return (module, GrainFactory.GetMatchmaker(type));
                }
            }
        }

        throw new GameException(RoomErrors.NoMatchmaking(module));
    }
}
