namespace Mqant;

/// <summary>An account as operators see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="UserId">The user that its logins are.</param>
/// <param name="Roles">The roles that its logins have.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedAt">When its password was changed last.</param>
[GenerateSerializer, Immutable, Alias("mqant.AccountDetails")]
public sealed record AccountDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] string UserId,
    [property: Id(2)] IReadOnlyList<string> Roles,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] DateTimeOffset ChangedAt);
