namespace Mqant.Operations.Processes;

/// <summary>What a process is told that reported itself.</summary>
/// <param name="NeedsFacts">Nothing is known of it: the next report has its facts.</param>
/// <param name="Drain">It is to empty itself and end.</param>
[GenerateSerializer, Immutable, Alias("mqant.ReportAnswer")]
internal readonly record struct ReportAnswer([property: Id(0)] bool NeedsFacts, [property: Id(1)] bool Drain);
