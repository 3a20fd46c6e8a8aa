namespace Mqant;

/// <summary>
/// How many of the requests that are to be recorded are: a recorded request costs many times what another does, and where there are a hundred thousand a second, or all of them fail, a small
/// share of them is more than anybody reads.
/// </summary>
internal sealed class TraceLimit(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _origin = time.GetTimestamp();
    private SteadyBudget _budget;

    /// <summary>Whether another one may be recorded.</summary>
    /// <param name="perSecond">How many in a second: as many at once, then as they come back.</param>
    public bool TryTake(int perSecond)
    {
        lock (_gate)
        {
            return _budget.TrySpend(time.GetElapsedTime(_origin).Ticks, TimeSpan.TicksPerSecond / perSecond, TimeSpan.TicksPerSecond);
        }
    }
}
