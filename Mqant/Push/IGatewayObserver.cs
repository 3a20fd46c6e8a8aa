using Orleans.Concurrency;

namespace Mqant;

/// <summary>
/// A gateway as silos see it. Interleaving lets the lanes of several silos run side by side; each lane keeps its own order by having one call
/// in flight.
/// </summary>
[Alias("mqant.IGatewayObserver")]
internal interface IGatewayObserver : IGrainObserver
{
    /// <summary>Delivers a batch of a lane. A batch that is sent again is delivered once.</summary>
    [AlwaysInterleave, ResponseTimeout("00:00:05"), Alias("Deliver")]
    Task<LaneAck> DeliverAsync(LaneBatch batch);

    /// <summary>Applies changes of settings at once; false when the session is gone.</summary>
    [AlwaysInterleave, Alias("Apply")]
    Task<bool> ApplyAsync(long sessionId, uint epoch, SessionChanges changes);
}
