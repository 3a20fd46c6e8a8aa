namespace Mqant.Operations.Processes;

/// <summary>The last minutes, a number for each step of time; the steps before anything was known are not there.</summary>
[GenerateSerializer, Immutable, Alias("mqant.HistoryView")]
internal sealed record HistoryView
{
    /// <summary>When the first step began.</summary>
    [Id(0)]
    public DateTimeOffset From { get; init; }

    /// <summary>Requests per second.</summary>
    [Id(1)]
    public double[] Requests { get; init; } = [];

    /// <summary>Errors per second.</summary>
    [Id(2)]
    public double[] Errors { get; init; } = [];

    /// <summary>In milliseconds; null where there was no request.</summary>
    [Id(3)]
    public double?[] P50 { get; init; } = [];

    /// <summary>In milliseconds; null where there was no request.</summary>
    [Id(4)]
    public double?[] P99 { get; init; } = [];

    /// <summary>Pushes per second.</summary>
    [Id(5)]
    public double[] Pushes { get; init; } = [];

    [Id(6)]
    public long[] Sessions { get; init; } = [];
}
