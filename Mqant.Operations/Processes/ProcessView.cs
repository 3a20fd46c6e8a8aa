namespace Mqant.Operations.Processes;

/// <summary>A process as the cluster knows it.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ProcessView")]
internal sealed record ProcessView
{
    [Id(0)]
    public required ProcessFacts Facts { get; init; }

    /// <summary>The latest report, without what is added up elsewhere.</summary>
    [Id(1)]
    public required ProcessReport Report { get; init; }

    /// <summary><see cref="ProcessState.Lost"/> where its own last word was another.</summary>
    [Id(2)]
    public ProcessState State { get; init; }

    [Id(3)]
    public DateTimeOffset LastSeen { get; init; }

    [Id(4)]
    public double RequestsPerSecond { get; init; }
}
