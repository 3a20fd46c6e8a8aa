namespace Mqant;

/// <summary>A group in a list.</summary>
[GenerateSerializer, Immutable, Alias("mqant.GroupSummary")]
internal sealed record GroupSummary([property: Id(0)] string Name, [property: Id(1)] int Members)
{
    /// <summary>How many groups a gateway names at most.</summary>
    public const int MaxFound = 10_000;
}
