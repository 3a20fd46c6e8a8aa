namespace Mqant.Operations.Processes;

/// <summary>What does not change while a process runs.</summary>
[GenerateSerializer, Immutable, Alias("mqant.ProcessFacts")]
internal sealed record ProcessFacts
{
    /// <summary>Tells it from every other process, also from one that was there before at the same place.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    [Id(1)]
    public required string Name { get; init; }

    [Id(2)]
    public ProcessKind Kind { get; init; }

    /// <summary>Of the program.</summary>
    [Id(3)]
    public string Version { get; init; } = string.Empty;

    [Id(4)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The machine.</summary>
    [Id(5)]
    public string Host { get; init; } = string.Empty;

    /// <summary>Address of its silo as others reach it; null for an Orleans client.</summary>
    [Id(6)]
    public string? Silo { get; init; }

    /// <summary>The modules that it hosts.</summary>
    [Id(7)]
    public HostedModule[] Modules { get; init; } = [];

    /// <summary>The folder that module DLLs are loaded from; null when it has none.</summary>
    [Id(8)]
    public string? ModulesPath { get; init; }
}
