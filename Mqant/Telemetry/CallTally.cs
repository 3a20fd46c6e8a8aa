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

    public void Add(HandlerStatistics statistics, CallOutcome outcome, TimeSpan duration)
    {
        var bucket = DurationBuckets.Find(duration);
        if (_calls > 0 && bucket == _bucket && outcome == _outcome && ReferenceEquals(statistics, _statistics))
        {
            _calls++;
            return;
        }

        Flush();
        (_statistics, _outcome, _bucket, _calls) = (statistics, outcome, bucket, 1);
    }

    public void Flush()
    {
        if (_calls > 0)
        {
            _statistics!.Add(_outcome, _bucket, _calls);
            _calls = 0;
        }
    }
}
