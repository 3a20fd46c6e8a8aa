namespace Mqant.Gateway.Tokens;

/// <summary>Whom a token says that somebody is.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Roles">The user's roles.</param>
/// <param name="Settings">What the session is to start with.</param>
/// <param name="Expires">From when it says so no longer, with what clocks may differ.</param>
internal sealed record TokenIdentity(string UserId, string[] Roles, KeyValuePair<string, string>[] Settings, DateTimeOffset Expires);
