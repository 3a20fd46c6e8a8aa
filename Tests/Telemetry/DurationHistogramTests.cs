using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>Percentiles of durations: as exact as said, also of several processes together.</summary>
public sealed class DurationHistogramTests
{
    [Fact]
    public void Buckets_OfAllSizes_FollowEachOther()
    {
        for (var bucket = 0; bucket < DurationBuckets.Count; bucket++)
        {
            var (start, end) = (DurationBuckets.GetStart(bucket), DurationBuckets.GetStart(bucket + 1));
            Assert.Equal(bucket, DurationBuckets.Find(start));
            Assert.Equal(bucket, DurationBuckets.Find(end - TimeSpan.FromTicks(1)));
            Assert.True((end - start).Ticks == 1 || (end - start) <= start / 8, $"{bucket}");
        }
    }

    [Fact]
    public void Find_WhatIsOutOfRange_GoesToTheEnds()
    {
        Assert.Equal(0, DurationBuckets.Find(TimeSpan.FromTicks(-5)));
        Assert.Equal(DurationBuckets.Count - 1, DurationBuckets.Find(TimeSpan.MaxValue));
    }

    [Theory]
    [InlineData(0.5, 500)]
    [InlineData(0.9, 900)]
    [InlineData(0.99, 990)]
    public void GetPercentile_OfOneToAThousand_IsWithinABucket(double share, double expected)
    {
        var percentile = Of(Enumerable.Range(1, 1_000)).GetPercentile(share);

        Assert.InRange(percentile!.Value.TotalMilliseconds, expected * 0.9, expected * 1.1);
    }

    [Fact]
    public void GetPercentile_OfNothing_IsNull() => Assert.Null(DurationHistogram.Empty.GetPercentile(0.99));

    [Fact]
    public void Plus_OfTwoProcesses_IsAsIfOneHadSeenAll()
    {
        var together = Of(Enumerable.Range(1, 600)).Plus(Of(Enumerable.Range(601, 400)));

        Assert.Equal(1_000, together.Total);
        Assert.Equal(Of(Enumerable.Range(1, 1_000)).GetPercentile(0.99), together.GetPercentile(0.99));
    }

    [Fact]
    public void Minus_AnEarlierState_IsWhatCameSince()
    {
        var since = Of(Enumerable.Range(1, 1_000)).Minus(Of(Enumerable.Range(1, 900)));

        Assert.Equal(100, since.Total);
        Assert.Equal(Of(Enumerable.Range(901, 100)).GetPercentile(0.5), since.GetPercentile(0.5));
    }

    private static DurationHistogram Of(IEnumerable<int> milliseconds)
    {
        var counts = new long[DurationBuckets.Count];
        foreach (var duration in milliseconds)
        {
            counts[DurationBuckets.Find(TimeSpan.FromMilliseconds(duration))]++;
        }

        return DurationHistogram.Of(counts);
    }
}
