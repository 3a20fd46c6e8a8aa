namespace Mqant;

/// <summary>What is known of a user.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IsOnline">Whether a session is bound to the user, on any gateway.</param>
/// <param name="LastSeen">
/// Now for a user who is online, else when the last session ended; null when that is not known: never seen, not stored, or longer ago than
/// <see cref="UserOptions.SettingsExpiry"/>.
/// </param>
/// <param name="Sessions">The user's sessions in the order of their logins.</param>
[GenerateSerializer, Immutable, Alias("mqant.UserStatus")]
public sealed record UserStatus(
    [property: Id(0)] string UserId,
    [property: Id(1)] bool IsOnline,
    [property: Id(2)] DateTimeOffset? LastSeen,
    [property: Id(3)] IReadOnlyList<UserSession> Sessions);

/// <summary>A session of a user.</summary>
/// <param name="Session">The session.</param>
/// <param name="Device">Class of the client's device, one of <see cref="UserOptions.DeviceClasses"/>, or empty when it named none of them.</param>
[GenerateSerializer, Immutable, Alias("mqant.UserSession")]
public sealed record UserSession([property: Id(0)] SessionRef Session, [property: Id(1)] string Device);
