using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// A share of the users, who are spread over a fixed number of grains by their ids: one grain for each user would cost a login several times what the rest of
/// it costs, and ten times the memory. What is asked of one user is done in the order in which it arrives, one thing after the other.
/// </summary>
[Alias(UserShards.GrainInterface), GrainInterfaceType(UserShards.GrainInterface)]
internal interface IUserShardGrain : IGrainWithIntegerKey
{
    /// <summary>Reserves users for sessions until the gateways commit or give up the bindings; the answers are in the order of the requests.</summary>
    [Alias("Bind")]
    Task<BindAnswer[]> BindAsync([Immutable] BindRequest[] requests);

    /// <summary>What became of sessions on a gateway, those of one user in their order.</summary>
    [Alias("Tell")]
    Task TellAsync([Immutable] UserNews[] news);

    [Alias("GetStatus")]
    Task<UserStatus> GetStatusAsync(string userId);

    /// <summary>Sends to all sessions of the user; false when there is none.</summary>
    [Alias("Send")]
    Task<bool> SendAsync(string userId, UserMessage message);

    /// <summary>Ends all sessions of the user and returns how many there were.</summary>
    [Alias("Kick")]
    Task<int> KickAsync(string userId, string reason);

    [Alias("Watch")]
    Task WatchAsync(string userId, GrainId watcher);

    [Alias("Unwatch")]
    Task UnwatchAsync(string userId, GrainId watcher);

    [Alias("AddToGroup")]
    Task AddToGroupAsync(string userId, string group);

    [Alias("RemoveFromGroup")]
    Task RemoveFromGroupAsync(string userId, string group);
}

/// <summary>A session wants to be a user's.</summary>
[GenerateSerializer, Immutable, Alias("mqant.BindRequest")]
internal sealed record BindRequest(
    [property: Id(0)] string UserId, [property: Id(1)] SessionRef Session, [property: Id(2)] string Device, [property: Id(3)] bool Store);

/// <summary>Answer to a <see cref="BindRequest"/>; without a login the user is online elsewhere and stays, or it is not known yet, or cannot be known.</summary>
[GenerateSerializer, Immutable, Alias("mqant.BindAnswer")]
internal sealed record BindAnswer(
    [property: Id(0)] Login? Login, [property: Id(1)] Dictionary<string, string> Stored, [property: Id(2)] bool IsUnreadable = false, [property: Id(3)] bool IsLate = false)
{
    /// <summary>The binding that the user accepted; null when the user is online elsewhere and stays.</summary>
    public SessionBinding? ToBinding(string userId, uint epoch, SessionRights? rights) =>
        Login is null ? null : new SessionBinding { UserId = userId, Epoch = epoch, Stored = Stored, Login = Login, Rights = rights };
}

/// <summary>A message for a user.</summary>
[GenerateSerializer, Immutable, Alias("mqant.UserMessage")]
internal sealed record UserMessage([property: Id(0)] string Topic, [property: Id(1)] ReadOnlyMemory<byte> Payload);
