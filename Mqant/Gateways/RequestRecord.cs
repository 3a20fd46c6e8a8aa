namespace Mqant;

/// <summary>What became of a request of a client.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Topic">Its topic, 128 characters at most.</param>
/// <param name="Outcome">As <see cref="CallOutcomes"/> names it.</param>
/// <param name="Duration">From its arrival at the gateway; zero where it was refused there.</param>
/// <param name="Trace">Its trace.</param>
[GenerateSerializer, Immutable, Alias("mqant.RequestRecord")]
internal sealed record RequestRecord(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Topic,
    [property: Id(2)] string Outcome,
    [property: Id(3)] TimeSpan Duration,
    [property: Id(4)] TraceId Trace);
