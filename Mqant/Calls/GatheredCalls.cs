namespace Mqant;

/// <summary>Calls of several sessions to one grain that go together: a batch of each session.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.GatheredCalls")]
internal sealed class GatheredCalls
{
    [Id(0)]
    public required CallBatch[] Batches { get; init; }
}

/// <summary>What became of <see cref="GatheredCalls"/>.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.GatheredReplies")]
internal sealed class GatheredReplies
{
    /// <summary>What became of each batch, in order. Batches at the end without an entry were not started.</summary>
    [Id(0)]
    public required ReplyBatch[] Batches { get; init; }
}
