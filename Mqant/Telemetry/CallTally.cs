namespace Mqant;

/// <summary>
/// Adds up calls that end together before they are counted: those of a batch mostly have one handler, one outcome and about one duration, and are counted once. Whoever uses it ends
/// with <see cref="Flush"/>.
/// </summary>
internal struct CallTally
{
    private HandlerStatistics? _statistics;
    private CallOutcome _outcome;
    private int _bucket;
    private int _calls;
    private TimeSpan _duration;
    private long _now;

    /// <summary>Adds a call.</summary>
    /// <param name="statistics">Of its handler.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="now">The time provider's timestamp.</param>
    public void Add(HandlerStatistics statistics, CallOutcome outcome, TimeSpan duration, long now)
    {
        var bucket = DurationBuckets.Find(duration);
        _now = now;
        if (_calls > 0 && bucket == _bucket && outcome == _outcome && ReferenceEquals(statistics, _statistics))
        {
            _calls++;
            return;
        }

        Flush();
        (_statistics, _outcome, _bucket, _calls, _duration) = (statistics, outcome, bucket, 1, duration);
    }

    public void Flush()
    {
        if (_calls > 0)
        {
            _statistics!.Add(_outcome, _bucket, _calls);
            _statistics.Sample(_duration, _now, _calls);
            _calls = 0;
        }
    }
}
