namespace Mqant.Operations.Processes;

/// <summary>A warning, or worse, in the log of a process.</summary>
[GenerateSerializer, Immutable, Alias("mqant.LogLine")]
internal sealed record LogLine
{
    /// <summary>Grows from line to line of the cluster.</summary>
    [Id(0)]
    public long Id { get; init; }

    [Id(1)]
    public DateTimeOffset At { get; init; }

    [Id(2)]
    public LogLevel Level { get; init; }

    /// <summary>Id of the process.</summary>
    [Id(3)]
    public string Process { get; init; } = string.Empty;

    [Id(4)]
    public string Category { get; init; } = string.Empty;

    [Id(5)]
    public int EventId { get; init; }

    [Id(6)]
    public string Message { get; init; } = string.Empty;

    /// <summary>Type, message and stack; null when there was none.</summary>
    [Id(7)]
    public string? Exception { get; init; }

    /// <summary>The trace; null when there was none.</summary>
    [Id(8)]
    public string? TraceId { get; init; }

    /// <summary>Grows from line to line of the process: one that is reported again is known by it.</summary>
    [Id(9)]
    public long Number { get; init; }

    /// <summary>How many lines of the same event came before this one and were left out.</summary>
    [Id(10)]
    public int LeftOut { get; init; }
}
