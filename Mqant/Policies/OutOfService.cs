namespace Mqant;

/// <summary>A module or one of its handlers that clients cannot call though silos have it.</summary>
/// <param name="Module">The module.</param>
/// <param name="Handler">The handler; null: the whole module.</param>
/// <param name="Message">The error that callers get; null: the one of a module or handler that is not there.</param>
/// <param name="By">Who took it out.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("mqant.OutOfService")]
internal sealed record OutOfService(
    [property: Id(0)] string Module,
    [property: Id(1)] string? Handler,
    [property: Id(2)] string? Message,
    [property: Id(3)] string By,
    [property: Id(4)] DateTimeOffset At);
