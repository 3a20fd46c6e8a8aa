using System.Diagnostics.Metrics;

namespace Mqant.Bench.Servers;

/// <summary>Runs inside a server under test and collects what its rooms tell of their ticks. It has only what the runtime itself has.</summary>
internal sealed class TickListener
{
    private const string Lateness = "mqant.room.tick.lateness";
    private const string Ticks = "mqant.room.ticks";
    private const string Lost = "mqant.room.tick.overruns";

    // Buckets of 1 % from 1 µs to about 20 minutes.
    private const double Growth = 1.01;
    private const double Smallest = 0.001;
    private readonly long[] _buckets = new long[2_110];
    private readonly MeterListener _listener;
    private (long Ticks, long Lost) _now;
    private (long Ticks, long Lost) _before;

    internal TickListener()
    {
        _listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is Lateness or Ticks or Lost)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, _, _) => Interlocked.Increment(ref _buckets[Bucket(seconds * 1_000)]));
        _listener.SetMeasurementEventCallback<long>((instrument, ticks, _, _) => _now = instrument.Name == Ticks ? (_now.Ticks + ticks, _now.Lost) : (_now.Ticks, _now.Lost + ticks));
        _listener.Start();
        _before = Count();
    }

    /// <summary>What was collected since this was asked last.</summary>
    internal TickTimes Take()
    {
        long[] counts = new long[_buckets.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = Interlocked.Exchange(ref _buckets[i], 0);
        }

        // Of what happens often it is told a part, chosen by chance; the counters know of all.
        long told = counts.Sum();
        var (ticks, lost) = _before;
        _before = Count();
        return new(_before.Ticks - ticks, Percentile(counts, told, 0.5), Percentile(counts, told, 0.99), Percentile(counts, told, 1), _before.Lost - lost);
    }

    // Since the server began, of all kinds of rooms.
    private (long Ticks, long Lost) Count()
    {
        _now = default;
        _listener.RecordObservableInstruments();
        return _now;
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
