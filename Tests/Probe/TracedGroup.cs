namespace Mqant.Tests.Probe;

/// <summary>The group to publish to.</summary>
[GenerateSerializer, Alias("mqant.probe.TracedGroup")]
public sealed record TracedGroup([property: Id(0)] string Name);
