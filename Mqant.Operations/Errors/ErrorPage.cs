namespace Mqant.Operations.Errors;

/// <summary>Part of a list of groups.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="Groups">Those asked for, the one seen last first.</param>
[GenerateSerializer, Immutable, Alias("mqant.ErrorPage")]
internal sealed record ErrorPage([property: Id(0)] int Total, [property: Id(1)] ErrorGroup[] Groups);
