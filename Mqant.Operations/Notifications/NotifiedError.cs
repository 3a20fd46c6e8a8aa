namespace Mqant.Operations.Notifications;

/// <summary>A group of errors of one cause.</summary>
[GenerateSerializer, Immutable, Alias("mqant.NotifiedError")]
public sealed record NotifiedError
{
    /// <summary>The group's fingerprint.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>What happened to it.</summary>
    [Id(1)]
    public required NotificationKind Kind { get; init; }

    /// <summary>Full name of the exception's type.</summary>
    [Id(2)]
    public required string Type { get; init; }

    /// <summary>The exception's message, of the group's first error.</summary>
    [Id(3)]
    public required string Message { get; init; }

    /// <summary>The method that it came from.</summary>
    [Id(4)]
    public required string Where { get; init; }

    /// <summary>The worst level that it was logged at.</summary>
    [Id(5)]
    public required LogLevel Level { get; init; }

    /// <summary>How many there have been in all; in a digest, in its period.</summary>
    [Id(6)]
    public required long Count { get; init; }

    /// <summary>How many in the last minute.</summary>
    [Id(7)]
    public required double PerMinute { get; init; }

    /// <summary>When it was seen first.</summary>
    [Id(8)]
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When it was seen last.</summary>
    [Id(9)]
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>The modules that it happened in.</summary>
    [Id(10)]
    public required string[] Modules { get; init; }

    /// <summary>The processes that it happened on.</summary>
    [Id(11)]
    public required string[] Silos { get; init; }

    /// <summary>The versions that it happened in, the first one first.</summary>
    [Id(12)]
    public required string[] Versions { get; init; }

    /// <summary>Who works on it, or null.</summary>
    [Id(13)]
    public string? Assignee { get; init; }

    /// <summary>How many there were in each of the last 60 minutes, the present one last.</summary>
    [Id(14)]
    public int[] Series { get; init; } = [];

    /// <summary>One of the errors; null in summaries and digests.</summary>
    [Id(15)]
    public NotifiedSample? Sample { get; init; }

    /// <summary>The console's page of it; null where its address is not set.</summary>
    [Id(16)]
    public Uri? Url { get; init; }
}
