namespace Mqant.Operations.Notifications;

/// <summary>One error. What is not known is empty.</summary>
[GenerateSerializer, Immutable, Alias("mqant.NotifiedSample")]
public sealed record NotifiedSample
{
    /// <summary>When it happened.</summary>
    [Id(0)]
    public required DateTimeOffset At { get; init; }

    /// <summary>Types, messages and frames of the exception and those within it.</summary>
    [Id(1)]
    public required string Stack { get; init; }

    /// <summary>The trace of the request.</summary>
    [Id(2)]
    public required string TraceId { get; init; }

    /// <summary>The user.</summary>
    [Id(3)]
    public required string User { get; init; }

    /// <summary>The session.</summary>
    [Id(4)]
    public required string Session { get; init; }

    /// <summary>The module.</summary>
    [Id(5)]
    public required string Module { get; init; }

    /// <summary>The handler.</summary>
    [Id(6)]
    public required string Handler { get; init; }

    /// <summary>The process.</summary>
    [Id(7)]
    public required string Process { get; init; }

    /// <summary>The version of the code.</summary>
    [Id(8)]
    public required string Version { get; init; }
}
