namespace Mqant;

/// <summary>A request of a client, and how it ended.</summary>
[GenerateSerializer, Immutable, Alias("mqant.EndedRequest")]
public sealed record EndedRequest
{
    /// <summary>The module; empty when there is no such module.</summary>
    [Id(0)]
    public required string Module { get; init; }

    /// <summary>The handler; empty when there is no such handler.</summary>
    [Id(1)]
    public required string Handler { get; init; }

    /// <summary>The key of the grain; empty where none was found.</summary>
    [Id(2)]
    public required string Key { get; init; }

    /// <summary>The session's id.</summary>
    [Id(3)]
    public required string Session { get; init; }

    /// <summary>The user; empty for a guest.</summary>
    [Id(4)]
    public required string User { get; init; }

    /// <summary>How it ended, in a word.</summary>
    [Id(5)]
    public required CallOutcome Outcome { get; init; }

    /// <summary>What the client was told; empty on success.</summary>
    [Id(6)]
    public required string Error { get; init; }

    /// <summary>From when it was in flight to its answer; zero when it never was.</summary>
    [Id(7)]
    public required TimeSpan Duration { get; init; }

    /// <summary>Its trace id, 32 hexadecimal digits.</summary>
    [Id(8)]
    public required string Trace { get; init; }
}
