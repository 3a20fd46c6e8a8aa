using Microsoft.Extensions.Logging;

namespace Mqant;

/// <summary>
/// Holds nothing that would be lost with its silo: a new activation begins with all gateways of the cluster and drops those that report no members.
/// </summary>
internal sealed partial class GroupGrain(PushLanes lanes, GatewayDirectory directory, ILogger<GroupGrain> logger) : Grain, IGroupGrain
{
    private readonly HashSet<GatewayAddress> _gateways = [];

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _gateways.UnionWith(await directory.GetAsync());

    public Task JoinAsync(SessionRef[] sessions)
    {
        foreach (var (gateway, members) in Split(sessions))
        {
            _gateways.Add(gateway);
            lanes.Get(gateway).Enqueue(new GroupMemberItem { Group = Name, Sessions = members, On = true });
        }

        return Task.CompletedTask;
    }

    public Task LeaveAsync(SessionRef[] sessions)
    {
        foreach (var (gateway, members) in Split(sessions))
        {
            lanes.Get(gateway).Enqueue(new GroupMemberItem { Group = Name, Sessions = members, On = false });
        }

        return Task.CompletedTask;
    }

    public Task PublishAsync(GroupMessage message)
    {
        _gateways.RemoveWhere(lanes.IsLost);
        foreach (var gateway in _gateways)
        {
            lanes.Get(gateway).Enqueue(new GroupPushItem
            {
                Group = Name,
                Topic = message.Topic,
                Payload = message.Payload,
                Except = gateway.Equals(message.Except.Gateway) ? message.Except.SessionId : 0,
            });
        }

        return Task.CompletedTask;
    }

    public async Task<int> CountAsync() => (await AskAsync(withMembers: false)).Sum(p => p.Count);

    public async Task<GroupMember[]> GetMembersAsync() => [.. (await AskAsync(withMembers: true)).SelectMany(p => p.Members)];

    public async Task EmptiedAsync(GatewayAddress gateway)
    {
        // Somebody may have been sent there to join meanwhile: the gateway says so once its lane was read that far.
        if (_gateways.Contains(gateway) && await AskAsync(gateway, withMembers: false) is { Count: 0 })
        {
            _gateways.Remove(gateway);
        }
    }

    private static IEnumerable<(GatewayAddress Gateway, ReadOnlyMemory<byte> Members)> Split(SessionRef[] sessions) =>
        from session in sessions
        where !session.IsEmpty
        group session.Address by session.Gateway into part
        select (part.Key, SessionAddress.Pack(part.ToArray()));

    private async Task<GroupPart[]> AskAsync(bool withMembers)
    {
        _gateways.RemoveWhere(lanes.IsLost);
        var parts = await Task.WhenAll(_gateways.Select(gateway => AskAsync(gateway, withMembers)));
        return [.. parts.OfType<GroupPart>()];
    }

    private async Task<GroupPart?> AskAsync(GatewayAddress gateway, bool withMembers)
    {
        var lane = lanes.Get(gateway);
        try
        {
            return await lanes.Reach(gateway).GetGroupAsync(Name, lane.Id, lane.Last, withMembers);
        }
        catch (Exception exception)
        {
            // It is about to be found dead, or so busy that nobody should wait for it.
            Log.NoAnswer(logger, gateway, Name, exception.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1311, LogLevel.Debug, "Gateway {Gateway} did not say who is in group {Group}: {Reason}")]
        public static partial void NoAnswer(ILogger logger, GatewayAddress gateway, string group, string reason);
    }
}
