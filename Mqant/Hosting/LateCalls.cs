using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// Keeps a silo that stops for a moment after its grains are gone: calls that were on their way to them meanwhile arrive and are sent elsewhere. Whoever closed the
/// connections at once would leave them unanswered, and nobody could tell that they never started.
/// </summary>
internal sealed class LateCalls : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>A call's way to this silo, on a machine that has much else to do.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);

    // What stops does so in the reverse order.
    private const int AfterGrains = ServiceLifecycleStage.GrainDirectoryShutdown - 1;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(LateCalls),
        AfterGrains,
        static _ => Task.CompletedTask,
        static async cancellationToken => await Task.Delay(Linger, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing));
}
