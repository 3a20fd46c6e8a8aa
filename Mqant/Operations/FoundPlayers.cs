namespace Mqant;

/// <summary>Sessions that were found.</summary>
/// <param name="Players">The sessions, the newest first.</param>
/// <param name="IsCut">There are more.</param>
/// <param name="Missing">Gateways (<see cref="PlayerSummary.Gateway"/>) that did not answer in time.</param>
[GenerateSerializer, Immutable, Alias("mqant.FoundPlayers")]
internal sealed record FoundPlayers([property: Id(0)] PlayerSummary[] Players, [property: Id(1)] bool IsCut, [property: Id(2)] string[] Missing);
