namespace Bag;

/// <summary>Request of <see cref="IBag.PutAsync"/>.</summary>
[GenerateSerializer, Immutable, Alias("Bag.Item")]
public sealed record Item([property: Id(0)] string Name);
