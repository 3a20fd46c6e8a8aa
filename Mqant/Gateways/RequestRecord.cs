namespace Mqant;

/// <summary>What became of a request of a client.</summary>
/// <param name="At">When it was answered.</param>
/// <param name="Topic">Its topic, 128 characters at most.</param>
/// <param name="Outcome"><c>ok</c>, <c>refused</c>, <c>timeout</c>, <c>unavailable</c>, <c>failed</c>.</param>
/// <param name="Duration">From the moment that it was in flight; zero where it never was.</param>
/// <param name="Trace">Its trace.</param>
[GenerateSerializer, Immutable, Alias("mqant.RequestRecord")]
internal sealed record RequestRecord(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Topic,
    [property: Id(2)] string Outcome,
    [property: Id(3)] TimeSpan Duration,
    [property: Id(4)] TraceId Trace);
