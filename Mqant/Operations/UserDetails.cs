namespace Mqant;

/// <summary>A user as operators see it.</summary>
/// <param name="UserId">The user.</param>
/// <param name="IsOnline">Whether a session is bound to the user.</param>
/// <param name="Sessions">The user's sessions.</param>
/// <param name="Ban">The ban that is in force, or null.</param>
/// <param name="LastSeen">As <see cref="UserStatus.LastSeen"/>.</param>
/// <param name="Missing">Gateways that did not answer in time: the user may have sessions there.</param>
internal sealed record UserDetails(string UserId, bool IsOnline, PlayerSummary[] Sessions, Ban? Ban, DateTimeOffset? LastSeen, string[] Missing);
