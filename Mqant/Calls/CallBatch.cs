namespace Mqant;

/// <summary>Calls of one session to one grain, in the order in which the client sent them.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking, Alias("mqant.CallBatch")]
internal sealed class CallBatch
{
    [Id(0)]
    public required SessionSnapshot Session { get; init; }

    [Id(1)]
    public required HandlerCall[] Calls { get; init; }
}
