namespace Mqant;

/// <summary>What became of the calls of a handler since the process began, or in the time between two of these.</summary>
/// <param name="Module">The module; <see cref="CallStatistics.Unknown"/> for requests that named none or one that does not exist.</param>
/// <param name="HandlerName">The handler, likewise.</param>
/// <param name="Outcomes">How many calls ended how, by the numbers of <see cref="CallOutcome"/>.</param>
/// <param name="Durations">How long those took that came as far as a time limit: in a gateway the whole request, in a silo the handler.</param>
[GenerateSerializer, Immutable, Alias("mqant.HandlerSnapshot")]
internal sealed record HandlerSnapshot(
    [property: Id(0)] string Module,
    [property: Id(1)] string HandlerName,
    [property: Id(2)] long[] Outcomes,
    [property: Id(3)] DurationHistogram Durations)
{
    /// <summary>All calls.</summary>
    public long Calls => Outcomes.Sum();

    /// <summary>Calls that went wrong, which a game that says no does not count as: <see cref="CallOutcome.Refused"/> is none of them.</summary>
    public long Errors => Get(CallOutcome.Timeout) + Get(CallOutcome.Unavailable) + Get(CallOutcome.Failed);

    public long Get(CallOutcome outcome) => Outcomes[(int)outcome];

    /// <summary>Of the same handler in another process.</summary>
    public HandlerSnapshot Plus(HandlerSnapshot other) =>
        this with { Outcomes = [.. Outcomes.Zip(other.Outcomes, static (one, two) => one + two)], Durations = Durations.Plus(other.Durations) };

    /// <summary>What came after an earlier one of the same handler in the same process.</summary>
    public HandlerSnapshot Minus(HandlerSnapshot earlier) =>
        this with { Outcomes = [.. Outcomes.Zip(earlier.Outcomes, static (one, two) => one - two)], Durations = Durations.Minus(earlier.Durations) };
}
