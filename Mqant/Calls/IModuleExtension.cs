using Orleans.Concurrency;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The one way by which gateways call grains. A grain's own attributes do not reach calls of an extension, so there is a method for each
/// <see cref="CallOrdering"/>.
/// </summary>
[Alias(ModuleGrains.GrainInterface), GrainInterfaceType(ModuleGrains.GrainInterface)]
internal interface IModuleExtension : IGrainExtension
{
    [Alias("Ordered")]
    ValueTask<ReplyBatch> InvokeAsync(CallBatch batch, CancellationToken cancellationToken);

    /// <summary>As <see cref="InvokeAsync"/>, for handlers that want no token: one that can be cancelled costs a call about 130 B.</summary>
    [Alias("OrderedPlain")]
    ValueTask<ReplyBatch> InvokePlainAsync(CallBatch batch);

    /// <summary>As <see cref="InvokePlainAsync"/>, for several sessions.</summary>
    [Alias("OrderedGathered")]
    ValueTask<GatheredReplies> InvokeGatheredAsync(GatheredCalls calls);

    [ReadOnly, Alias("ReadOnly")]
    ValueTask<ReplyBatch> InvokeReadOnlyAsync(CallBatch batch, CancellationToken cancellationToken);

    [AlwaysInterleave, Alias("Interleaving")]
    ValueTask<ReplyBatch> InvokeInterleavingAsync(CallBatch batch, CancellationToken cancellationToken);
}
