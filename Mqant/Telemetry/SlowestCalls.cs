namespace Mqant;

/// <summary>
/// The slowest calls of the last ten minutes. Each minute has a list of its own, so that what is not among the slowest of the running minute costs a comparison, and nothing has to be
/// looked for when the time of a call is over.
/// </summary>
internal sealed class SlowestCalls(TimeProvider time)
{
    /// <summary>How many are told.</summary>
    public const int Most = 10;

    private const int Minutes = 10;

    private readonly Lock _gate = new();
    private readonly List<SlowCall>[] _minutes = new List<SlowCall>[Minutes];
    private readonly long _began = time.GetTimestamp();
    private long _minute = -1;
    private long _ends;
    private long _threshold = -1;

    private long TicksPerMinute => 60 * time.TimestampFrequency;

    /// <summary>Whether a call that ended now may be one of them; then <see cref="Add"/> is worth what it takes to describe the call.</summary>
    /// <param name="duration">How long it took.</param>
    /// <param name="now">The time provider's timestamp.</param>
    public bool IsSlow(TimeSpan duration, long now) => duration.Ticks > Volatile.Read(ref _threshold) || now >= Volatile.Read(ref _ends);

    public void Add(SlowCall call, long now)
    {
        lock (_gate)
        {
            var calls = Turn(now);
            var at = calls.FindIndex(other => other.Duration < call.Duration);
            if (at < 0 && calls.Count == Most)
            {
                return;
            }

            calls.Insert(at < 0 ? calls.Count : at, call);
            if (calls.Count > Most)
            {
                calls.RemoveAt(Most);
            }

            Volatile.Write(ref _threshold, calls.Count == Most ? calls[^1].Duration.Ticks : -1);
        }
    }

    /// <summary>The slowest of the last ten minutes, the slowest first.</summary>
    public SlowCall[] Read()
    {
        lock (_gate)
        {
            Turn(time.GetTimestamp());
            return [.. _minutes.OfType<List<SlowCall>>().SelectMany(static calls => calls).OrderByDescending(static call => call.Duration).Take(Most)];
        }
    }

    // The list of the running minute; those of the minutes that have passed since the last time begin anew.
    private List<SlowCall> Turn(long now)
    {
        var minute = Math.Max((now - _began) / TicksPerMinute, _minute);
        if (minute > _minute)
        {
            for (var passed = Math.Max(_minute + 1, minute - Minutes + 1); passed <= minute; passed++)
            {
                (_minutes[passed % Minutes] ??= []).Clear();
            }

            _minute = minute;
            Volatile.Write(ref _threshold, -1);
            Volatile.Write(ref _ends, _began + ((minute + 1) * TicksPerMinute));
        }

        return _minutes[minute % Minutes];
    }
}
