namespace Mqant;

/// <summary>Groups that were found.</summary>
/// <param name="Total">How many there are, those that are not listed included; of each gateway no more than <see cref="GroupSummary.MaxFound"/> count.</param>
/// <param name="Groups">Those that are listed.</param>
/// <param name="Missing">Gateways that did not answer in time.</param>
[GenerateSerializer, Immutable, Alias("mqant.FoundGroups")]
internal sealed record FoundGroups([property: Id(0)] int Total, [property: Id(1)] GroupSummary[] Groups, [property: Id(2)] string[] Missing);
