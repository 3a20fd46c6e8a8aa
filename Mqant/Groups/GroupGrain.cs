using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Mqant;

/// <summary>
/// Holds nothing that would be lost with its silo: a new activation begins with all gateways of the cluster and drops those that report no members.
/// Calls interleave: who counts members waits for gateways, and nobody waits for who counts. Messages keep their order all the same, for they do not wait.
/// </summary>
[Reentrant]
internal sealed partial class GroupGrain(PushLanes lanes, GatewayDirectory directory, MqantMetrics metrics, ILogger<GroupGrain> logger) : Grain, IGroupGrain
{
    // And which join was the last that went there: a number that never comes again.
    private readonly Dictionary<GatewayAddress, long> _gateways = [];
    private long _joins;
    private bool _counts;

    private string Name => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var gateway in await directory.GetAsync())
        {
            _gateways.TryAdd(gateway, 0);
        }

        _counts = true;
        metrics.Groups.Add(1);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        metrics.Groups.Add(_counts ? -1 : 0);
        return Task.CompletedTask;
    }

    public Task JoinAsync(SessionRef[] sessions)
    {
        foreach (var (gateway, members) in Split(sessions))
        {
            _gateways[gateway] = ++_joins;
            lanes.Get(gateway).Enqueue(new GroupMemberItem { GroupName = Name, Sessions = members, On = true });
        }

        return Task.CompletedTask;
    }

    public Task LeaveAsync(SessionRef[] sessions)
    {
        foreach (var (gateway, members) in Split(sessions))
        {
            lanes.Get(gateway).Enqueue(new GroupMemberItem { GroupName = Name, Sessions = members, On = false });
        }

        return Task.CompletedTask;
    }

    public Task PublishAsync(GroupMessage message)
    {
        metrics.GroupMessages.Add(1);
        ForgetLost();
        foreach (var gateway in _gateways.Keys)
        {
            lanes.Get(gateway).Enqueue(new GroupPushItem
            {
                GroupName = Name,
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
        // Somebody may have been sent there to join before this was said: the gateway tells once its lane was read that far. Or it happened while it was asked.
        if (_gateways.TryGetValue(gateway, out var joined)
            && await AskAsync(gateway, withMembers: false) is { Count: 0 }
            && _gateways.GetValueOrDefault(gateway) == joined)
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
        ForgetLost();
        var parts = await Task.WhenAll(_gateways.Keys.ToArray().Select(gateway => AskAsync(gateway, withMembers)));
        return [.. parts.OfType<GroupPart>()];
    }

    private void ForgetLost()
    {
        foreach (var gateway in _gateways.Keys)
        {
            if (lanes.IsLost(gateway))
            {
                _gateways.Remove(gateway);
            }
        }
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
