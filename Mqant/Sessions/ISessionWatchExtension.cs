using Orleans.Runtime;

namespace Mqant;

/// <summary>How reports of ended sessions reach a grain that implements <see cref="ISessionWatcher"/>.</summary>
[Alias(KnownGrains.SessionWatchInterface), GrainInterfaceType(KnownGrains.SessionWatchInterface)]
internal interface ISessionWatchExtension : IGrainExtension
{
    [Alias("SessionEnded")]
    Task SessionEndedAsync(SessionRef session, SessionEndReason reason);
}
