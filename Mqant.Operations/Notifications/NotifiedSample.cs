namespace Mqant.Operations.Notifications;

/// <summary>One error. What is not known is empty.</summary>
public sealed record NotifiedSample
{
    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Types, messages and frames of the exception and those within it.</summary>
    public required string Stack { get; init; }

    /// <summary>The trace of the request.</summary>
    public required string TraceId { get; init; }

    /// <summary>The user.</summary>
    public required string User { get; init; }

    /// <summary>The session.</summary>
    public required string Session { get; init; }

    /// <summary>The module.</summary>
    public required string Module { get; init; }

    /// <summary>The handler.</summary>
    public required string Handler { get; init; }

    /// <summary>The process.</summary>
    public required string Process { get; init; }

    /// <summary>The version of the code.</summary>
    public required string Version { get; init; }
}
