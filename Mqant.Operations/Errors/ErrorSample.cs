namespace Mqant.Operations.Errors;

/// <summary>One error of a group, without secrets. What is not known is empty.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ErrorSample")]
internal sealed record ErrorSample
{
    [Id(0)]
    public DateTimeOffset At { get; init; }

    [Id(1)]
    public string Message { get; init; } = string.Empty;

    /// <summary>Types, messages and frames of the exception and those within it.</summary>
    [Id(2)]
    public string Stack { get; init; } = string.Empty;

    [Id(3)]
    public string TraceId { get; init; } = string.Empty;

    [Id(4)]
    public string User { get; init; } = string.Empty;

    [Id(5)]
    public string Session { get; init; } = string.Empty;

    [Id(6)]
    public string Module { get; init; } = string.Empty;

    [Id(7)]
    public string Handler { get; init; } = string.Empty;

    /// <summary>The process: a silo's or gateway's name.</summary>
    [Id(8)]
    public string Process { get; init; } = string.Empty;

    [Id(9)]
    public string Version { get; init; } = string.Empty;

    /// <summary>What the log line said.</summary>
    [Id(10)]
    public string Log { get; init; } = string.Empty;

    /// <summary>What else was known: the grain, the key, values of the log line's scopes, the exception's data.</summary>
    [Id(11)]
    public Dictionary<string, string> Facts { get; init; } = [];
}
