using Orleans.Concurrency;

namespace Mqant.Tests.Core.Modules;

/// <summary>A plain grain that keeps its callers. Where its key is the address of a silo it is placed there, whatever has become of that silo.</summary>
public interface IGateKeeper : IGrainWithStringKey
{
    /// <summary>Ends when the call is cancelled.</summary>
    Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>As <see cref="WaitAsync"/>, for a moment.</summary>
    [ResponseTimeout("00:00:00.5")]
    Task WaitShortlyAsync();

    /// <summary>Completes once somebody waits.</summary>
    [AlwaysInterleave]
    Task WhenWaitedForAsync();
}
