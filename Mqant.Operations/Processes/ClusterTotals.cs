namespace Mqant.Operations.Processes;

/// <summary>The cluster in numbers. Rates are those of the last seconds, percentiles those of the last minute.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ClusterTotals")]
internal sealed record ClusterTotals
{
    [Id(0)]
    public long Sessions { get; init; }

    [Id(1)]
    public long UsersOnline { get; init; }

    [Id(2)]
    public long Rooms { get; init; }

    [Id(3)]
    public long Groups { get; init; }

    [Id(4)]
    public double RequestsPerSecond { get; init; }

    [Id(5)]
    public double ErrorsPerSecond { get; init; }

    [Id(6)]
    public double PushesPerSecond { get; init; }

    [Id(7)]
    public TimeSpan? P50 { get; init; }

    [Id(8)]
    public TimeSpan? P99 { get; init; }
}
