namespace Mqant;

/// <summary>Something that only so much of may be used.</summary>
/// <param name="Name">The value of attribute <see cref="MetricAttributes.Budget"/>.</param>
/// <param name="Option">The setting that says how much, or empty where it is fixed.</param>
/// <param name="Used">How much is used: by the process, or where it is a budget of each client's by the client that uses most.</param>
/// <param name="Limit">How much may be used.</param>
[GenerateSerializer, Immutable, Alias("mqant.Budget")]
internal sealed record Budget([property: Id(0)] string Name, [property: Id(1)] string Option, [property: Id(2)] long Used, [property: Id(3)] long Limit);
