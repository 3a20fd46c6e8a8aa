namespace Mqant.Operations.Processes;

/// <summary>
/// Knows the processes of the cluster, and what happened in its last hour. One grain, in memory: when its silo ends, the next one begins with what processes tell it from then on.
/// </summary>
[Alias("mqant.IProcessesGrain")]
internal interface IProcessesGrain : IGrainWithIntegerKey
{
    const long Key = 0;

    /// <summary>A process reports itself.</summary>
    [ResponseTimeout("00:00:02"), Alias("Report")]
    Task<ReportAnswer> ReportAsync(ProcessReport report);

    /// <summary>A process ends in order.</summary>
    [ResponseTimeout("00:00:02"), Alias("Leave")]
    Task LeaveAsync(string id);

    /// <summary>What has changed since a version; everything for <c>default</c>.</summary>
    [ResponseTimeout("00:00:05"), Alias("GetChanges")]
    Task<ClusterChanges> GetChangesAsync(ClusterVersion since);

    /// <summary>Every module of which there are numbers.</summary>
    [ResponseTimeout("00:00:05"), Alias("GetModules")]
    Task<ModuleNumbers[]> GetModulesAsync();

    /// <summary>The last minutes of the cluster, of a process or of a module; null when there is none of that name.</summary>
    [ResponseTimeout("00:00:05"), Alias("GetHistory")]
    Task<HistoryView?> GetHistoryAsync(int minutes, string? process, string? module);

    /// <summary>Warnings and worse of the whole cluster, the latest first.</summary>
    [ResponseTimeout("00:00:05"), Alias("GetLog")]
    Task<LogLine[]> GetLogAsync(int take);

    /// <summary>Those after a line, the oldest first.</summary>
    [ResponseTimeout("00:00:05"), Alias("GetLogAfter")]
    Task<LogLine[]> GetLogAfterAsync(long after);

    /// <summary>Has a process empty itself and end, when it reports next; false when there is no such process.</summary>
    [ResponseTimeout("00:00:05"), Alias("Drain")]
    Task<bool> DrainAsync(string id);
}
