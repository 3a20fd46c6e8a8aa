namespace Mqant.Operations.Errors;

/// <summary>An error as it was logged, to be looked at soon.</summary>
internal sealed record CapturedError
{
    public required Exception Exception { get; init; }

    public required DateTimeOffset At { get; init; }

    public required LogLevel Level { get; init; }

    public required string Category { get; init; }

    public required EventId Event { get; init; }

    /// <summary>The log line, without secrets.</summary>
    public required string Log { get; init; }

    /// <summary>Values of the log line and of its scopes, those of the line first, without secrets.</summary>
    public required List<KeyValuePair<string, string>> Facts { get; init; }

    /// <summary>The call that ran, or null.</summary>
    public CallDescription? Call { get; init; }

    /// <summary>The module of the grain whose turn it was; null where it was none's.</summary>
    public string? GrainModule { get; init; }

    /// <summary>The grain whose turn it was, or null.</summary>
    public string? Grain { get; init; }

    /// <summary>The trace that was recorded, or null.</summary>
    public string? Activity { get; init; }
}
