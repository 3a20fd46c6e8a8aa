namespace Mqant.Testing;

/// <summary>Who logs in.</summary>
/// <param name="User">The user's id.</param>
[GenerateSerializer, Immutable, Alias("mqant.TestUser")]
internal sealed record TestUser([property: Id(0)] string User);
