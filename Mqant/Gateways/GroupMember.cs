namespace Mqant;

/// <summary>A session in a group.</summary>
/// <param name="Session">The session.</param>
/// <param name="UserId">The user that it is bound to; empty for a guest.</param>
[GenerateSerializer, Immutable, Alias("mqant.GroupMember")]
public sealed record GroupMember([property: Id(0)] SessionRef Session, [property: Id(1)] string UserId);
