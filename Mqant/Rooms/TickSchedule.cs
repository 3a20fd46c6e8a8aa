namespace Mqant;

/// <summary>
/// When the ticks of a room are due. Each is computed from the start, so that lateness never adds up. Times are timestamps of a
/// <see cref="TimeProvider"/>.
/// </summary>
/// <param name="start">When tick 0 would have been.</param>
/// <param name="interval">Time between two ticks.</param>
/// <param name="frequency">Timestamps in a second.</param>
internal sealed class TickSchedule(long start, TimeSpan interval, long frequency)
{
    private long _number;
    private long _next = 1;

    /// <summary>When the next tick is due.</summary>
    public long Due => DueOf(_next);

    /// <summary>Number of the last tick, 0 before the first.</summary>
    public long Number => _number;

    public TimeSpan Interval { get; } = interval;

    /// <summary>
    /// Begins the tick that is due. When later ones are due as well, they are skipped: a room that fell behind plays on from now and never catches up by
    /// playing faster.
    /// </summary>
    /// <param name="now">Now, not before <see cref="Due"/>.</param>
    /// <param name="lateness">How long after its time the tick begins.</param>
    public RoomTick Begin(long now, out TimeSpan lateness)
    {
        var latest = _next;
        if (now >= DueOf(_next + 1))
        {
            latest = (long)((Int128)(now - start) * TimeSpan.TicksPerSecond / ((Int128)Interval.Ticks * frequency));
        }

        lateness = TimeSpan.FromSeconds((now - DueOf(_next)) / (double)frequency);
        var tick = new RoomTick(latest, latest - _number - 1, Interval);
        _number = latest;
        _next = latest + 1;
        return tick;
    }

    private long DueOf(long number) => start + (long)((Int128)number * Interval.Ticks * frequency / TimeSpan.TicksPerSecond);
}
