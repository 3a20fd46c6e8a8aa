namespace Mqant.Tests.Infrastructure.Otlp;

/// <summary>A span as it came over the wire.</summary>
internal sealed record OtlpSpan
{
    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    /// <summary>Empty for the root.</summary>
    public required string ParentSpanId { get; init; }

    public required string Name { get; init; }

    /// <summary>1 internal, 2 server, 3 client, 4 producer, 5 consumer.</summary>
    public required int Kind { get; init; }

    public required ulong Start { get; init; }

    public required ulong End { get; init; }

    /// <summary>0 unset, 1 ok, 2 error.</summary>
    public required int Status { get; init; }

    /// <summary>The name of the activity source.</summary>
    public required string Scope { get; init; }

    /// <summary>The process that it is from.</summary>
    public required IReadOnlyDictionary<string, object?> Resource { get; init; }

    public required IReadOnlyDictionary<string, object?> Attributes { get; init; }

    public required IReadOnlyList<OtlpEvent> Events { get; init; }
}
