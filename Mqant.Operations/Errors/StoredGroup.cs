namespace Mqant.Operations.Errors;

/// <summary>A group of errors as the grain keeps it.</summary>
[GenerateSerializer, Alias("mqant.StoredErrorGroup")]
internal sealed class StoredGroup
{
    [Id(0)]
    public string Id { get; set; } = string.Empty;

    [Id(1)]
    public string Type { get; set; } = string.Empty;

    [Id(2)]
    public string Where { get; set; } = string.Empty;

    [Id(3)]
    public string Message { get; set; } = string.Empty;

    [Id(4)]
    public LogLevel Level { get; set; } = LogLevel.Error;

    [Id(5)]
    public long Count { get; set; }

    [Id(6)]
    public DateTimeOffset First { get; set; }

    [Id(7)]
    public DateTimeOffset Last { get; set; }

    [Id(8)]
    public ErrorStatus Status { get; set; }

    [Id(9)]
    public DateTimeOffset? MutedUntil { get; set; }

    [Id(10)]
    public string? Assignee { get; set; }

    [Id(11)]
    public List<string> Modules { get; set; } = [];

    [Id(12)]
    public List<string> Silos { get; set; } = [];

    [Id(13)]
    public List<string> Versions { get; set; } = [];

    /// <summary>Counts of minutes, the last one at the end.</summary>
    [Id(14)]
    public int[] Series { get; set; } = new int[Minutes];

    /// <summary>The minute that the last of <see cref="Series"/> is of.</summary>
    [Id(15)]
    public long SeriesEnd { get; set; }

    /// <summary>When something was told of it last; null when nothing was, or it was resolved since.</summary>
    [Id(16)]
    public DateTimeOffset? Told { get; set; }

    /// <summary>Its count then.</summary>
    [Id(17)]
    public long CountTold { get; set; }

    /// <summary>Its count at the last digest.</summary>
    [Id(18)]
    public long CountDigested { get; set; }

    /// <summary>How many minutes a series has.</summary>
    public const int Minutes = 60;
}
