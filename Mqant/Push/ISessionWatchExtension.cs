using Orleans.Runtime;

namespace Mqant;

/// <summary>How reports of ended sessions reach a grain that implements <see cref="ISessionWatcher"/>.</summary>
[Alias(SessionWatches.GrainInterface), GrainInterfaceType(SessionWatches.GrainInterface)]
internal interface ISessionWatchExtension : IGrainExtension
{
    [Alias("SessionEnded")]
    Task SessionEndedAsync(SessionRef session, SessionEndReason reason);
}
