namespace Mqant.Operations.Errors;

/// <summary>Errors of one cause, wherever in the cluster they happened.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ErrorGroup")]
internal sealed record ErrorGroup
{
    /// <summary>The fingerprint.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>Full name of the exception's type.</summary>
    [Id(1)]
    public required string Type { get; init; }

    /// <summary>The first sample's.</summary>
    [Id(2)]
    public required string Message { get; init; }

    /// <summary>The method that it came from, in game code where that is on the stack.</summary>
    [Id(3)]
    public required string Where { get; init; }

    [Id(4)]
    public required long Count { get; init; }

    /// <summary>How many in the last 60 seconds, about: the last whole minute, or the current one where it has more.</summary>
    [Id(5)]
    public required double PerMinute { get; init; }

    [Id(6)]
    public required DateTimeOffset FirstSeen { get; init; }

    [Id(7)]
    public required DateTimeOffset LastSeen { get; init; }

    [Id(8)]
    public required ErrorStatus Status { get; init; }

    /// <summary>Who works on it, as operators named it; null for nobody.</summary>
    [Id(9)]
    public string? Assignee { get; init; }

    /// <summary>When it is open again; null while it is not muted, or muted for good.</summary>
    [Id(10)]
    public DateTimeOffset? MutedUntil { get; init; }

    [Id(11)]
    public required string[] Modules { get; init; }

    /// <summary>Names of the processes, gateways too.</summary>
    [Id(12)]
    public required string[] Silos { get; init; }

    /// <summary>In the order in which they were seen first.</summary>
    [Id(13)]
    public required string[] Versions { get; init; }

    [Id(14)]
    public required string FirstVersion { get; init; }

    /// <summary>The last 60 minutes, a number a minute, the current one last.</summary>
    [Id(15)]
    public required int[] Series { get; init; }

    /// <summary>The newest first; empty in lists.</summary>
    [Id(16)]
    public ErrorSample[] Samples { get; init; } = [];

    /// <summary>The worst level that it was logged at.</summary>
    [Id(17)]
    public LogLevel Level { get; init; } = LogLevel.Error;
}
