namespace Mqant;

/// <summary>One call of a handler on its way from a gateway.</summary>
[GenerateSerializer, Immutable, Alias("mqant.HandlerCall")]
internal readonly struct HandlerCall
{
    [Id(0)]
    public required string HandlerName { get; init; }

    [Id(1)]
    public required WireBytes Payload { get; init; }

    /// <summary>Number of the call within its session; a binding made by the call takes it as epoch.</summary>
    [Id(2)]
    public required uint Number { get; init; }

    [Id(3)]
    public required TraceId Trace { get; init; }

    /// <summary>The gateway's span where the trace is recorded, else null.</summary>
    [Id(4)]
    public string? ParentSpan { get; init; }
}
