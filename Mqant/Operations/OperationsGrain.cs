using Orleans.Concurrency;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Gathers what gateways and silos know, and hands on what operators want done.</summary>
[StatelessWorker, Reentrant]
internal sealed class OperationsGrain(OperationsServices services) : Grain, IOperationsGrain
{
    public async Task<FoundPlayers> FindPlayersAsync(PlayerQuery query)
    {
        IEnumerable<GatewayAddress> gateways = await services.GetGatewaysAsync();
        if (query.Kind == PlayerQueryKind.Session)
        {
            gateways = SessionIds.TryParse(query.Value, out var prefix, out _) ? gateways.Where(gateway => gateway.SessionPrefix == prefix) : [];
        }

        var (answers, missing) = await services.AskAsync(gateways, gateway => gateway.FindPlayersAsync(query));
        return new FoundPlayers(
            [.. answers.SelectMany(static players => players).OrderByDescending(static player => player.ConnectedAt)],
            answers.Any(static players => players.Length == PlayerQuery.MaxFound),
            missing);
    }

    public async Task<PlayerDetails?> GetPlayerAsync(string session)
    {
        if (await services.FindGatewayAsync(session) is not var (gateway, number)
            || await services.Lanes.Reach(gateway).DescribeAsync(number) is not { } found)
        {
            return null;
        }

        return new PlayerDetails(
            found.Summary, found.Settings, found.Groups, Latency: null, found.Watchers.Select(services.FindRoom).FirstOrDefault(static room => room is not null), found.Requests);
    }

    public async Task<bool> SendAsync(string session, string topic, ReadOnlyMemory<byte> payload)
    {
        if (await FindAsync(session) is not { } found)
        {
            return false;
        }

        services.Sessions.Send(found, topic, new RawPayload(payload));
        return true;
    }

    public async Task<bool> KickAsync(string session, string reason)
    {
        if (await FindAsync(session) is not { } found)
        {
            return false;
        }

        services.Sessions.Kick(found, reason);
        return true;
    }

    public async Task<FoundRooms> ListRoomsAsync(RoomQuery query)
    {
        var (answers, missing) = await services.AskRoomsAsync(rooms => rooms.ListAsync(query));
        return new FoundRooms(
            answers.Sum(static silo => silo.Total),
            [.. answers.SelectMany(static silo => silo.Rooms).OrderBy(static room => room.Name, RoomNameOrder.Instance).Skip(query.Skip).Take(query.Take)],
            missing);
    }

    public Task<RoomDetails?> FindRoomAsync(RoomName room) => AskRoomAsync(rooms => rooms.FindAsync(room));

    public Task<RoomState?> GetRoomStateAsync(RoomName room) => AskRoomAsync(rooms => rooms.GetStateAsync(room));

    public async Task<bool> FinishRoomAsync(RoomName room) => await AskRoomAsync(rooms => rooms.FinishAsync(room)) is not null;

    public async Task<FoundGroups> ListGroupsAsync(string search, int skip, int take)
    {
        var (answers, missing) = await services.AskAsync(await services.GetGatewaysAsync(), gateway => gateway.FindGroupsAsync(search));
        var groups = answers
            .SelectMany(static groups => groups)
            .GroupBy(static group => group.Name, StringComparer.Ordinal)
            .Select(static parts => new GroupSummary(parts.Key, parts.Sum(static part => part.Members)))
            .OrderByDescending(static group => group.Members)
            .ThenBy(static group => group.Name, StringComparer.Ordinal)
            .ToArray();
        return new FoundGroups(groups.Length, [.. groups.Skip(skip).Take(take)], missing);
    }

    public async Task<int> BroadcastAsync(string topic, ReadOnlyMemory<byte> payload)
    {
        await services.Sessions.BroadcastAsync(topic, new RawPayload(payload));
        return (await services.GetGatewaysAsync()).Count;
    }

    public async Task<int> SendToGroupAsync(string group, string topic, ReadOnlyMemory<byte> payload)
    {
        await services.Groups.Get(group).PublishAsync(topic, new RawPayload(payload));
        return (await services.GetGatewaysAsync()).Count;
    }

    public async Task<int> SendToModuleAsync(string module, string topic, ReadOnlyMemory<byte> payload)
    {
        var types = services.FindModule(module);
        if (types.Length == 0)
        {
            return -1;
        }

        var bytes = services.Encoder.Encode(topic, new RawPayload(payload));
        var (answers, _) = await services.AskRoomsAsync(rooms => rooms.GetMembersAsync(module));
        var members = answers.SelectMany(static sessions => sessions).DistinctBy(static session => (session.Gateway, session.SessionId)).ToLookup(static session => session.Gateway);
        var gateways = await services.GetGatewaysAsync();
        foreach (var gateway in gateways)
        {
            services.Lanes.Get(gateway).Enqueue(new ModulePushItem
            {
                Module = types[0],
                Topic = topic,
                Payload = bytes,
                Sessions = SessionAddress.Pack([.. members[gateway].Select(static session => session.Address)]),
            });
        }

        return gateways.Count;
    }

    // Whoever it is bound to: the operator means the connection.
    private async Task<SessionRef?> FindAsync(string session) =>
        await services.FindGatewayAsync(session) is var (gateway, number) && !await services.Lanes.Reach(gateway).HasLeftAsync(number)
            ? new SessionRef(gateway, number, CloseItem.AnyEpoch)
            : null;

    // Where one that does not answer may have the room, nobody can tell that there is none.
    private async Task<T?> AskRoomAsync<T>(Func<ISiloRooms, Task<T?>> ask)
        where T : class
    {
        var (answers, missing) = await services.AskRoomsAsync(ask);
        return answers.FirstOrDefault(static answer => answer is not null)
            ?? (missing.Length == 0 ? null : throw new SiloUnavailableException($"Whether there is such a room is not known: {string.Join(", ", missing)} did not answer."));
    }
}
