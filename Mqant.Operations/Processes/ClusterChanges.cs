namespace Mqant.Operations.Processes;

/// <summary>What has changed in the cluster since somebody asked last.</summary>
/// <param name="Version">Where to ask on from.</param>
/// <param name="IsWhole">These are all processes: forget those known before.</param>
/// <param name="Processes">Those of which something was heard, or not any more.</param>
/// <param name="Gone">Ids of those that ended, or are forgotten.</param>
/// <param name="Totals">The cluster in numbers.</param>
[GenerateSerializer, Immutable, Alias("mqant.ClusterChanges")]
internal sealed record ClusterChanges(
    [property: Id(0)] ClusterVersion Version,
    [property: Id(1)] bool IsWhole,
    [property: Id(2)] ProcessView[] Processes,
    [property: Id(3)] string[] Gone,
    [property: Id(4)] ClusterTotals Totals);

/// <summary>How far somebody knows the cluster.</summary>
/// <param name="Epoch">Whose numbers they are: those of another activation of the grain begin anew.</param>
/// <param name="Number">Grows with each change.</param>
[GenerateSerializer, Immutable, Alias("mqant.ClusterVersion")]
internal readonly record struct ClusterVersion([property: Id(0)] Guid Epoch, [property: Id(1)] long Number);
