namespace Mqant;

/// <summary>How many durations fell into which of <see cref="DurationBuckets"/>. Those of several processes, or of several stretches of time, can be put together.</summary>
[GenerateSerializer, Immutable, Alias("mqant.DurationHistogram")]
internal sealed class DurationHistogram
{
    public static readonly DurationHistogram Empty = new() { Counts = [] };

    /// <summary>The bucket of the first count; those before it are empty.</summary>
    [Id(0)]
    public int First { get; init; }

    /// <summary>Counts up to the last bucket that is not empty.</summary>
    [Id(1)]
    public required long[] Counts { get; init; }

    /// <summary>How many durations there are.</summary>
    public long Total => Counts.Sum();

    /// <summary>Of a count for each bucket.</summary>
    public static DurationHistogram Of(ReadOnlySpan<long> counts)
    {
        var first = counts.IndexOfAnyExcept(0L);
        return first < 0 ? Empty : new DurationHistogram { First = first, Counts = counts[first..(counts.LastIndexOfAnyExcept(0L) + 1)].ToArray() };
    }

    /// <summary>The duration that a share of them does not exceed, from 0 to 1 (0.99 for the p99); null when there are none.</summary>
    public TimeSpan? GetPercentile(double share)
    {
        var total = Total;
        var rank = Math.Clamp(share, 0, 1) * total;
        var before = 0L;
        for (var i = 0; i < Counts.Length; i++)
        {
            if (Counts[i] > 0 && before + Counts[i] >= rank)
            {
                // As if they were spread evenly within the bucket.
                var (start, end) = (DurationBuckets.GetStart(First + i), DurationBuckets.GetStart(First + i + 1));
                return start + ((end - start) * Math.Clamp((rank - before) / Counts[i], 0, 1));
            }

            before += Counts[i];
        }

        return null;
    }

    /// <summary>Both together.</summary>
    public DurationHistogram Plus(DurationHistogram other) => Combine(other, sign: 1);

    /// <summary>What came after an earlier state of the same histogram.</summary>
    public DurationHistogram Minus(DurationHistogram earlier) => Combine(earlier, sign: -1);

    private DurationHistogram Combine(DurationHistogram other, int sign)
    {
        Span<long> counts = stackalloc long[DurationBuckets.Count];
        counts.Clear();
        Counts.CopyTo(counts[First..]);
        for (var i = 0; i < other.Counts.Length; i++)
        {
            counts[other.First + i] += sign * other.Counts[i];
        }

        return Of(counts);
    }
}
