using Orleans.Runtime;

namespace Mqant;

/// <summary>A user: decides on logins, knows the user's sessions, and keeps what outlives a connection. The key is the user's id.</summary>
[Alias(KnownGrains.UserInterface), GrainInterfaceType(KnownGrains.UserInterface)]
internal interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Reserves the user for a session until its gateway commits or gives up the binding.</summary>
    [Alias("Bind")]
    Task<BindAnswer> BindAsync(SessionRef session, string device, bool store);

    /// <summary>The gateway committed the binding. <paramref name="settings"/>: what the connection brings along, as for <see cref="StoreAsync"/>.</summary>
    [Alias("Bound")]
    Task BoundAsync(SessionRef session, Login login, KeyValuePair<string, string?>[] settings);

    /// <summary>A silo was lost, perhaps with this user: a gateway says again whom it has.</summary>
    [Alias("Restore")]
    Task RestoreAsync(SessionRef session, Login login);

    /// <summary>
    /// The settings of a bound session changed: set, and removed where the value is null, in their order. Settings that are not named stay, for another session
    /// of the user may have set them.
    /// </summary>
    [Alias("Store")]
    Task StoreAsync(KeyValuePair<string, string?>[] settings);

    [Alias("GetStatus")]
    Task<UserStatus> GetStatusAsync();

    /// <summary>Sends to all sessions of the user; false when there is none.</summary>
    [Alias("Send")]
    Task<bool> SendAsync(UserMessage message);

    /// <summary>Ends all sessions of the user and returns how many there were.</summary>
    [Alias("Kick")]
    Task<int> KickAsync(string reason);

    [Alias("Watch")]
    Task WatchAsync(GrainId watcher);

    [Alias("Unwatch")]
    Task UnwatchAsync(GrainId watcher);

    [Alias("AddToGroup")]
    Task AddToGroupAsync(string group);

    [Alias("RemoveFromGroup")]
    Task RemoveFromGroupAsync(string group);
}

/// <summary>Answer to <see cref="IUserGrain.BindAsync"/>; without a login the user is online elsewhere and stays.</summary>
[GenerateSerializer, Immutable, Alias("mqant.BindAnswer")]
internal sealed record BindAnswer([property: Id(0)] Login? Login, [property: Id(1)] Dictionary<string, string> Stored);

/// <summary>A login of a user.</summary>
/// <param name="Order">Place among the user's logins: microseconds of the silo's clock, growing with each.</param>
/// <param name="Device">Class of the device, empty when the client named none that is known.</param>
/// <param name="Store">Whether settings are stored for the user.</param>
[GenerateSerializer, Immutable, Alias("mqant.Login")]
internal sealed record Login([property: Id(0)] long Order, [property: Id(1)] string Device, [property: Id(2)] bool Store);

/// <summary>A message for a user.</summary>
[GenerateSerializer, Immutable, Alias("mqant.UserMessage")]
internal sealed record UserMessage([property: Id(0)] string Topic, [property: Id(1)] ReadOnlyMemory<byte> Payload);
