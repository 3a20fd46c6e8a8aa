namespace Mqant;

/// <summary>A group: gives its messages an order and knows which gateways have members; who they are, the gateways know. The key is its name.</summary>
[Alias("mqant.IGroupGrain")]
internal interface IGroupGrain : IGrainWithStringKey
{
    [Alias("Join")]
    Task JoinAsync(SessionRef[] sessions);

    [Alias("Leave")]
    Task LeaveAsync(SessionRef[] sessions);

    [Alias("Publish")]
    Task PublishAsync(GroupMessage message);

    [Alias("Count")]
    Task<int> CountAsync();

    [Alias("GetMembers")]
    Task<GroupMember[]> GetMembersAsync();

    /// <summary>A gateway has no members any more.</summary>
    [Alias("Emptied")]
    Task EmptiedAsync(GatewayAddress gateway);
}

/// <summary>A message for a group.</summary>
[GenerateSerializer, Immutable, Alias("mqant.GroupMessage")]
internal sealed record GroupMessage(
    [property: Id(0)] string Topic,
    [property: Id(1)] ReadOnlyMemory<byte> Payload,
    [property: Id(2)] SessionRef Except);
