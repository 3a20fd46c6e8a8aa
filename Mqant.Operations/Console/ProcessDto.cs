using Mqant.Operations.Processes;

namespace Mqant.Operations.Console;

/// <summary>A process, as the console shows it.</summary>
internal sealed record ProcessDto(
    string Id,
    string Name,
    ProcessKind Kind,
    string Version,
    DateTimeOffset StartedAt,
    ProcessState State,
    string Host,
    double CpuPercent,
    long MemoryBytes,
    long? MemoryLimitBytes,
    long Grains,
    long Sessions,
    long Rooms,
    double RequestsPerSecond,
    ModuleVersionDto[] Modules,
    string? Silo,
    string? Gateway,
    DateTimeOffset LastSeen)
{
    public static ProcessDto Of(ProcessView process) => new(
        process.Facts.Id,
        process.Facts.Name,
        process.Facts.Kind,
        process.Facts.Version,
        process.Facts.StartedAt,
        process.State,
        process.Facts.Host,
        process.Report.CpuPercent,
        process.Report.MemoryBytes,
        process.Report.MemoryLimitBytes,
        process.Report.Grains,
        process.Report.Sessions,
        process.Report.Rooms,
        Rounded.Of(process.RequestsPerSecond),
        [.. process.Facts.Modules.Select(static module => new ModuleVersionDto(module.Name, module.Version))],
        process.Facts.Silo,
        process.Report.Gateway,
        process.LastSeen);
}

/// <summary>A module in a version.</summary>
internal sealed record ModuleVersionDto(string Name, string Version);
