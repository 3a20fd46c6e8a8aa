using System.Numerics;

namespace Mqant;

/// <summary>
/// Buckets for durations from 100 ns to half an hour, eight to each doubling: what is read from them is at most 12.5 % beside what was put in.
/// </summary>
internal static class DurationBuckets
{
    public const int Count = 256;

    private const int Bits = 3;
    private const int PerDoubling = 1 << Bits;

    /// <summary>The bucket of a duration.</summary>
    public static int Find(TimeSpan duration)
    {
        var ticks = duration.Ticks;
        if (ticks < PerDoubling)
        {
            return (int)Math.Max(ticks, 0);
        }

        var exponent = BitOperations.Log2((ulong)ticks);
        return Math.Min(((exponent - Bits + 1) << Bits) + (int)((ticks >> (exponent - Bits)) & (PerDoubling - 1)), Count - 1);
    }

    /// <summary>The smallest duration of a bucket; that of the bucket behind the last is where it ends.</summary>
    public static TimeSpan GetStart(int bucket)
    {
        if (bucket < PerDoubling)
        {
            return TimeSpan.FromTicks(bucket);
        }

        var doubling = (bucket >> Bits) - 1;
        return TimeSpan.FromTicks((long)(PerDoubling + (bucket & (PerDoubling - 1))) << doubling);
    }
}
