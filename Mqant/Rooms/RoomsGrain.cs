using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Runtime;

namespace Mqant;

[StatelessWorker, Reentrant]
internal sealed class RoomsGrain(IClusterManifestProvider manifests) : Grain, IRooms
{
    private const int MaxListed = 100;

    public async ValueTask<FoundRoom> QuickMatchAsync(Session session, FindRoom request)
    {
        var (module, matchmaker) = Find(request);
        return Found(module, await matchmaker.QuickMatchAsync(session.GetPlayerId()));
    }

    public async ValueTask<FoundRoom> JoinOrCreateAsync(Session session, FindRoom request)
    {
        var (module, matchmaker) = Find(request);
        return Found(module, (await matchmaker.JoinOrCreateAsync(session.GetPlayerId(), request.Room ?? "", request.Capacity)).Name);
    }

    public async ValueTask<ListedRoom[]> ListAsync(FindRoom request)
    {
        var rooms = await Find(request).Matchmaker.ListAsync(MaxListed);
        return Array.ConvertAll(rooms, r => new ListedRoom(r.Name, r.Players + r.Reserved, r.Capacity));
    }

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
