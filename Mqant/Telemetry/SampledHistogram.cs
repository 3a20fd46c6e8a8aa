using System.Diagnostics.Metrics;

namespace Mqant;

/// <summary>
/// Gives a histogram what it can take. Recording a measurement takes longer than much of what is measured: up to <see cref="Often"/> a second all are recorded, beyond that one in
/// <c>n</c>, which is chosen anew each second. Percentiles stay what they are, for each has the same chance; the histogram's count is not that of the measurements.
/// </summary>
internal sealed class SampledHistogram
{
    /// <summary>Measurements a second that are all recorded.</summary>
    public const int Often = 1_000;

    // Two cache lines: processors fetch them in pairs.
    private const int Padding = 16;

    private const int Rarest = 1 << 20;

    private readonly Histogram<double> _histogram;
    private readonly TimeProvider _time;
    private readonly KeyValuePair<string, object?>[] _tags;

    // For each core how many measurements it is to the next that is recorded. Threads that meet in one lose a count: nobody misses it.
    private readonly long[] _left = new long[Padding * (Stripes.Count + 1)];
    private readonly Lock _gate = new();
    private long _second;
    private int _oneIn = 1;
    private int _recorded;
    private double _estimated;

    public SampledHistogram(Histogram<double> histogram, TimeProvider time, params KeyValuePair<string, object?>[] tags)
    {
        _histogram = histogram;
        _time = time;
        _tags = tags;
        _second = time.GetTimestamp();
        Array.Fill(_left, 1);
    }

    private ref long Left => ref _left[Padding * (Stripes.Current + 1)];

    /// <summary>Takes a measurement, or leaves it out.</summary>
    /// <param name="duration">What was measured.</param>
    /// <param name="now">The time provider's timestamp, which whoever measured has.</param>
    /// <param name="times">How many measurements there were that differ little from this.</param>
    public void Record(TimeSpan duration, long now, int times = 1)
    {
        if (TrySkip(times, now))
        {
            return;
        }

        ref var left = ref Left;
        left -= times;
        while (left <= 0)
        {
            _histogram.Record(duration.TotalSeconds, _tags);
            left += Choose();
        }
    }

    /// <summary>Leaves out measurements of which none is to be recorded, or says that it is worth to make them.</summary>
    public bool TrySkip(int times, long now)
    {
        if (!_histogram.Enabled)
        {
            return true;
        }

        if (now - Volatile.Read(ref _second) >= _time.TimestampFrequency)
        {
            Adapt(now);
        }

        ref var left = ref Left;
        if (left <= times)
        {
            return false;
        }

        left -= times;
        return true;
    }

    // How long until the next one. Always the same distance would fall into step with batches, and take the first of each, which is the fastest.
    private long Choose()
    {
        var oneIn = Volatile.Read(ref _oneIn);
        if (Interlocked.Increment(ref _recorded) % Often == 0)
        {
            // More in this second than in the one before.
            lock (_gate)
            {
                _estimated += (double)Often * _oneIn;
                Volatile.Write(ref _oneIn, oneIn = Math.Min(_oneIn * 2, Rarest));
            }
        }

        return oneIn == 1 ? 1 : Random.Shared.Next(1, 2 * oneIn);
    }

    private void Adapt(long now)
    {
        lock (_gate)
        {
            var seconds = (double)(now - _second) / _time.TimestampFrequency;
            if (seconds < 1)
            {
                return;
            }

            var rate = (_estimated + ((double)(Volatile.Read(ref _recorded) % Often) * _oneIn)) / seconds;
            var oneIn = (int)Math.Clamp(Math.Ceiling(rate / Often), 1, Rarest);
            (_estimated, _recorded) = (0, 0);
            Volatile.Write(ref _oneIn, oneIn);
            for (var i = Padding; i < _left.Length; i += Padding)
            {
                _left[i] = oneIn == 1 ? 1 : Random.Shared.Next(1, 2 * oneIn);
            }

            Volatile.Write(ref _second, now);
        }
    }
}
