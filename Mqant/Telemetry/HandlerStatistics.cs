namespace Mqant;

/// <summary>
/// What becomes of the calls of one handler, as far as this process sees them. It is at hand wherever the handler is, so that counting needs no search by names, and is read by the
/// instruments and the console.
/// </summary>
internal sealed class HandlerStatistics(string module, string handler, TimeProvider time, SampledHistogram durations)
{
    // First the counts by outcome, on a cache line of their own, then those of the buckets.
    private const int Buckets = 8;
    private const int Places = Buckets + DurationBuckets.Count;

    // One for each core that ever had a call.
    private readonly long[]?[] _stripes = new long[Stripes.Count][];

    public string Module => module;

    public string HandlerName => handler;

    /// <summary>The slowest calls of the last ten minutes.</summary>
    public SlowestCalls Slowest { get; } = new(time);

    /// <summary>Counts a call that ended before it began.</summary>
    public void Add(CallOutcome outcome) => Interlocked.Increment(ref GetStripe()[(int)outcome]);

    /// <summary>Counts calls that ended alike.</summary>
    /// <param name="outcome">How.</param>
    /// <param name="bucket">One of <see cref="DurationBuckets"/>.</param>
    /// <param name="calls">How many.</param>
    public void Add(CallOutcome outcome, int bucket, int calls)
    {
        var stripe = GetStripe();
        Interlocked.Add(ref stripe[(int)outcome], calls);
        Interlocked.Add(ref stripe[Buckets + bucket], calls);
    }

    /// <summary>Shows durations to the instrument, which takes some of them. Does not count.</summary>
    /// <param name="duration">How long the call took.</param>
    /// <param name="now">The time provider's timestamp.</param>
    /// <param name="calls">How many took about that long.</param>
    public void Sample(TimeSpan duration, long now, int calls) => durations.Record(duration, now, calls);

    public HandlerSnapshot Read()
    {
        Span<long> sums = stackalloc long[Places];
        sums.Clear();
        foreach (var stripe in _stripes)
        {
            for (var i = 0; i < stripe?.Length; i++)
            {
                sums[i] += Volatile.Read(ref stripe[i]);
            }
        }

        return new HandlerSnapshot(module, handler, sums[..CallOutcomes.Count].ToArray(), DurationHistogram.Of(sums[Buckets..]));
    }

    /// <summary>How many calls ended so.</summary>
    public long Get(CallOutcome outcome) => _stripes.Sum(stripe => stripe is null ? 0 : Volatile.Read(ref stripe[(int)outcome]));

    private long[] GetStripe()
    {
        ref var stripe = ref _stripes[Stripes.Current];
        return stripe ?? Interlocked.CompareExchange(ref stripe, new long[Places], null) ?? stripe;
    }
}
