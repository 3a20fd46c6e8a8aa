namespace Mqant;

/// <summary>What a binding is worth, where it is anything else than a login without roles; then it is null and costs calls nothing.</summary>
/// <param name="IsGuest">The id is one that a game gave its guest: nobody has logged in.</param>
/// <param name="Roles">The roles that the login has.</param>
[GenerateSerializer, Immutable, Alias("mqant.SessionRights")]
internal sealed record SessionRights([property: Id(0)] bool IsGuest, [property: Id(1)] string[] Roles)
{
    /// <summary>Those of a guest whom a game gave an id.</summary>
    public static readonly SessionRights Guest = new(IsGuest: true, []);

    /// <summary>Those of a login.</summary>
    /// <exception cref="GameException">A role is none.</exception>
    public static SessionRights? Of(IEnumerable<string>? roles)
    {
        string[] distinct = [.. (roles ?? []).Distinct(StringComparer.Ordinal)];
        RoleNames.Check(distinct);
        return distinct.Length == 0 ? null : new SessionRights(IsGuest: false, distinct);
    }
}
