namespace Mqant.Tests.Probe;

/// <summary>What a companion stores.</summary>
[GenerateSerializer, Alias("mqant.probe.TracedVisits")]
public sealed class TracedVisits
{
    [Id(0)]
    public int Count { get; set; }
}
