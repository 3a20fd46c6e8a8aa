namespace Mqant;

/// <summary>One of the slowest calls of a handler.</summary>
[GenerateSerializer, Immutable, Alias("mqant.SlowCall")]
internal sealed record SlowCall(
    [property: Id(0)] TraceId Trace,
    [property: Id(1)] TimeSpan Duration,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string Session,
    [property: Id(4)] string User,
    [property: Id(5)] CallOutcome Outcome);
