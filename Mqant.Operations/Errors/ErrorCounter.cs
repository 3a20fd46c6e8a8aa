namespace Mqant.Operations.Errors;

/// <summary>Counts errors of one key, each of them, and keeps some to be looked at. Called by every thread that logs.</summary>
internal sealed class ErrorCounter
{
    // Of each key and interval: the first ones, then one now and then, so that where several causes have one key their shares are known.
    private const int First = 4;
    private const int OneIn = 256;
    private const int MaxKept = 16;

    private readonly Lock _gate = new();
    private List<CapturedError>? _kept;
    private long _count;
    private int _keptCount;
    private volatile bool _isKnown;
    private long _first;
    private long _last;

    /// <summary>How the last ones that were looked at were shared among groups; only of whoever drains.</summary>
    public Dictionary<string, int> Shares { get; private set; } = [];

    /// <summary>Whether one has been looked at.</summary>
    public bool IsKnown => _isKnown;

    /// <summary>Whether it has counted, but nothing since then.</summary>
    /// <param name="ticks">In UTC ticks.</param>
    public bool IsIdleSince(long ticks) => Volatile.Read(ref _last) is var last && last != 0 && last < ticks;

    /// <summary>Counts one; true when it should be kept.</summary>
    public bool Count(long now)
    {
        var count = Interlocked.Increment(ref _count);
        Volatile.Write(ref _last, now);
        if (count == 1)
        {
            Volatile.Write(ref _first, now);
        }

        var kept = Volatile.Read(ref _keptCount);
        return kept < MaxKept && (count <= First || Random.Shared.Next(OneIn) == 0 || (kept == 0 && !_isKnown));
    }

    public void Keep(CapturedError error)
    {
        lock (_gate)
        {
            if (_keptCount < MaxKept)
            {
                _keptCount++;
                (_kept ??= []).Add(error);
            }
        }
    }

    /// <summary>Says how those that were looked at are shared among groups.</summary>
    public void SetShares(Dictionary<string, int> shares)
    {
        Shares = shares;
        _isKnown = true;
    }

    /// <summary>Puts back what nobody knows what to do with: the one that tells is about to be kept.</summary>
    public void PutBack(in Counted counted)
    {
        Interlocked.Add(ref _count, counted.Count);
        Volatile.Write(ref _first, counted.First);
    }

    /// <summary>Takes what was counted since the last time.</summary>
    public Counted Drain()
    {
        List<CapturedError> kept;
        lock (_gate)
        {
            kept = _kept ?? [];
            _kept = null;
            _keptCount = 0;
        }

        // After what was kept, each of which has been counted before.
        var last = Volatile.Read(ref _last);
        var first = Volatile.Read(ref _first);
        var count = Interlocked.Exchange(ref _count, 0);
        return new Counted(count, first == 0 ? last : first, last, kept);
    }

    /// <summary>What was counted.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="First">When the first one was, in UTC ticks.</param>
    /// <param name="Last">When the last one was.</param>
    /// <param name="Kept">Some of them.</param>
    internal readonly record struct Counted(long Count, long First, long Last, List<CapturedError> Kept);
}
