namespace Mqant.Operations.Door;

/// <summary>Keeps who did what in the console: the latest entries, stored. One grain for the cluster.</summary>
[Alias("mqant.IAuditGrain")]
internal interface IAuditGrain : IGrainWithIntegerKey
{
    const long Key = 0;

    /// <summary>Adds an entry and stores it.</summary>
    /// <returns>The entry with its id and time.</returns>
    [ResponseTimeout("00:00:05"), Alias("Add")]
    Task<AuditEntry> AddAsync(AuditEntry entry);

    /// <summary>The latest entries, the latest first.</summary>
    /// <param name="before">Only those before this time; null for all.</param>
    /// <param name="take">How many at most.</param>
    [ResponseTimeout("00:00:05"), Alias("Read")]
    Task<AuditEntry[]> ReadAsync(DateTimeOffset? before, int take);

    /// <summary>What was added after an entry, the oldest first.</summary>
    [ResponseTimeout("00:00:05"), Alias("ReadAfter")]
    Task<AuditEntry[]> ReadAfterAsync(long after);
}
