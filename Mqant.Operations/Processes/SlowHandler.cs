namespace Mqant.Operations.Processes;

/// <summary>The slowest calls of a handler.</summary>
[GenerateSerializer, Immutable, Alias("mqant.SlowHandler")]
internal sealed record SlowHandler([property: Id(0)] string Module, [property: Id(1)] string Handler, [property: Id(2)] SlowCall[] Calls);
