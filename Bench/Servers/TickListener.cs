using System.Diagnostics.Metrics;

namespace Mqant.Bench.Servers;

/// <summary>Runs inside a server under test and collects what its rooms tell of their ticks. It has only what the runtime itself has.</summary>
internal sealed class TickListener
{
    private const string Lateness = "mqant.room.tick.lateness";
    private const string Lost = "mqant.room.tick.overruns";

    // Buckets of 1 % from 1 µs to about 20 minutes.
    private const double Growth = 1.01;
    private const double Smallest = 0.001;
    private readonly long[] _buckets = new long[2_110];
    private long _lost;

    internal TickListener()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is Lateness or Lost)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, milliseconds, _, _) => Interlocked.Increment(ref _buckets[Bucket(milliseconds)]));
        listener.SetMeasurementEventCallback<long>((_, ticks, _, _) => Interlocked.Add(ref _lost, ticks));
        listener.Start();
    }

    /// <summary>What was collected since this was asked last.</summary>
    internal TickTimes Take()
    {
        long[] counts = new long[_buckets.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = Interlocked.Exchange(ref _buckets[i], 0);
        }

        long count = counts.Sum();
        return new(count, Percentile(counts, count, 0.5), Percentile(counts, count, 0.99), Percentile(counts, count, 1), Interlocked.Exchange(ref _lost, 0));
    }

    private static double Percentile(long[] counts, long total, double share)
    {
        long left = (long)Math.Ceiling(total * share);
        for (int i = 0; i < counts.Length; i++)
        {
            left -= counts[i];
            if (left <= 0)
            {
                return total == 0 ? 0 : Math.Round(Smallest * Math.Pow(Growth, i), 3);
            }
        }

        return 0;
    }

    private int Bucket(double milliseconds) =>
        Math.Clamp((int)Math.Ceiling(Math.Log(Math.Max(milliseconds, Smallest) / Smallest) / Math.Log(Growth)), 0, _buckets.Length - 1);
}
