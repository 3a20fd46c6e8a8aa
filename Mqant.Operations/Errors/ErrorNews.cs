namespace Mqant.Operations.Errors;

/// <summary>Groups that are new or came back.</summary>
/// <param name="Position">Where to ask on from.</param>
/// <param name="Groups">In the order in which it happened, as they are now; the oldest are left out where they are many.</param>
[GenerateSerializer, Immutable, Alias("mqant.ErrorNews")]
internal sealed record ErrorNews([property: Id(0)] long Position, [property: Id(1)] ErrorGroup[] Groups);
