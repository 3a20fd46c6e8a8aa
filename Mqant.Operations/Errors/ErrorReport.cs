namespace Mqant.Operations.Errors;

/// <summary>What a process counted since its last report. Sent again, unchanged, until it is answered.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ErrorReport")]
internal sealed record ErrorReport
{
    /// <summary>Names the process for as long as it lives.</summary>
    [Id(0)]
    public required Guid Reporter { get; init; }

    /// <summary>One more than that of the process' last report.</summary>
    [Id(1)]
    public required long Number { get; init; }

    /// <summary>The process' name.</summary>
    [Id(2)]
    public required string Process { get; init; }

    [Id(3)]
    public required ErrorDelta[] Errors { get; init; }
}
