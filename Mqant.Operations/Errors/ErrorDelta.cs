namespace Mqant.Operations.Errors;

/// <summary>What became of one group in a process since its last report.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ErrorDelta")]
internal sealed record ErrorDelta
{
    /// <summary>The fingerprint.</summary>
    [Id(0)]
    public required string Id { get; init; }

    [Id(1)]
    public required string Type { get; init; }

    [Id(2)]
    public required string Where { get; init; }

    [Id(3)]
    public required string Message { get; init; }

    [Id(4)]
    public required LogLevel Level { get; init; }

    [Id(5)]
    public required DateTimeOffset First { get; init; }

    [Id(6)]
    public required DateTimeOffset Last { get; init; }

    /// <summary>How many, by the minute since 1970 in which they happened.</summary>
    [Id(7)]
    public required Dictionary<long, long> Minutes { get; init; }

    [Id(8)]
    public required string[] Modules { get; init; }

    [Id(9)]
    public required string[] Versions { get; init; }

    [Id(10)]
    public required ErrorSample[] Samples { get; init; }

    public long Count => Minutes.Values.Sum();
}
