namespace Mqant;

/// <summary>What a gateway tells of a session that is bound to a user.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Session">The session, as it is bound.</param>
/// <param name="Login">
/// The login by which it was bound just now, or is bound still: a silo was lost, perhaps with what it knew of the user. Null where only settings changed.
/// </param>
/// <param name="Settings">
/// Settings to store: set, and removed where the value is null, in their order. Settings that are not named stay, for another session of the user may have set
/// them.
/// </param>
[GenerateSerializer, Immutable, Alias("mqant.UserNews")]
internal sealed record UserNews(
    [property: Id(0)] string UserId,
    [property: Id(1)] SessionRef Session,
    [property: Id(2)] Login? Login,
    [property: Id(3)] KeyValuePair<string, string?>[] Settings);
