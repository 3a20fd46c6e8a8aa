namespace Mqant;

/// <summary>Which rooms are listed.</summary>
/// <param name="Module">Only those of this module; null or empty: all.</param>
/// <param name="Search">Only those whose key contains this, whatever its case; null or empty: all.</param>
/// <param name="Skip">How many are left out.</param>
/// <param name="Take">How many are listed at most, no more than 1,000.</param>
[GenerateSerializer, Immutable, Alias("mqant.RoomQuery")]
internal sealed record RoomQuery(
    [property: Id(0)] string? Module = null, [property: Id(1)] string? Search = null, [property: Id(2)] int Skip = 0, [property: Id(3)] int Take = 100);
