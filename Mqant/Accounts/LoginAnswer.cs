namespace Mqant;

/// <summary>Whether somebody is who they say.</summary>
/// <param name="Error">What the client is told, where not; null where so.</param>
/// <param name="UserId">The user.</param>
/// <param name="Roles">The user's roles.</param>
/// <param name="Stamp">The account's, of its present password.</param>
/// <param name="IsTooSoon">Nobody looked: too many tries came before.</param>
[GenerateSerializer, Immutable, Alias("mqant.LoginAnswer")]
internal sealed record LoginAnswer(
    [property: Id(0)] string? Error,
    [property: Id(1)] string UserId = "",
    [property: Id(2)] string[]? Roles = null,
    [property: Id(3)] Guid Stamp = default,
    [property: Id(4)] bool IsTooSoon = false)
{
    public static LoginAnswer Refused(string error) => new(error);

    public static LoginAnswer TooSoon(TimeSpan wait) => new(AccountErrors.TooManyTries(wait), IsTooSoon: true);

    public static LoginAnswer Of(StoredAccount account) => new(null, account.UserId, account.Roles, account.Stamp);
}
