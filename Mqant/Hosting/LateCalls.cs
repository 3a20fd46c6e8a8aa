using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// Keeps a silo that stops for a moment after its grains are gone: calls that were on their way to them meanwhile arrive and are sent elsewhere. Whoever closed the
/// connections at once would leave them unanswered, and nobody could tell that they never started.
/// </summary>
internal sealed class LateCalls : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>A call's way to this silo, on a machine that has much else to do: so long after the last one no further is expected.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    /// <summary>Whoever still sends calls then does not learn it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // In small steps, each of which takes longer where the machine is busy.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    // What stops does so in the reverse order.
    private const int AfterGrains = ServiceLifecycleStage.GrainDirectoryShutdown - 1;

    private const string Forwarded = "orleans-messaging-processing-dispatcher-forwarded";

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(LateCalls), AfterGrains, static _ => Task.CompletedTask, WaitAsync);

    private static async Task WaitAsync(CancellationToken cancellationToken)
    {
        // Orleans counts them only while somebody wants to know.
        var sum = 0L;
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => Follow(instrument, listener) };
        listener.SetMeasurementEventCallback<long>((_, number, _, _) => sum += number);
        listener.Start();
        var (began, last, quiet) = (Stopwatch.GetTimestamp(), 0L, 0);
        while (quiet < Quiet / Step && Stopwatch.GetElapsedTime(began) < Longest && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Step, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sum = 0;
            listener.RecordObservableInstruments();
            (last, quiet) = (sum, sum == last ? quiet + 1 : 0);
        }
    }

    private static void Follow(Instrument instrument, MeterListener listener)
    {
        if (instrument.Name == Forwarded)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
