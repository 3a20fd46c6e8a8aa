using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant.Operations.Door;

/// <inheritdoc/>
internal sealed class AuditGrain([PersistentState("audit", MqantStorage.Audit)] IPersistentState<StoredAudit> stored, TimeProvider time) : Grain, IAuditGrain
{
    /// <summary>How many entries are kept.</summary>
    public const int Kept = 1000;

    /// <summary>How many of them may be of what changed nothing, where there is more than is kept: sign-ins, and what was refused or failed.</summary>
    public const int KeptIdle = 200;

    /// <summary>Of each text; the rest is left out.</summary>
    public const int MaxText = 500;

    /// <summary>Of one answer.</summary>
    public const int MaxTake = 200;

    public async Task<AuditEntry> AddAsync(AuditEntry entry)
    {
        entry = entry with
        {
            Id = stored.State.Last + 1,
            At = time.GetUtcNow(),
            Who = Cut(entry.Who),
            Target = Cut(entry.Target),
            Detail = Cut(entry.Detail),
            Outcome = Cut(entry.Outcome),
        };
        stored.State.Last = entry.Id;
        stored.State.Entries.Add(entry);
        while (stored.State.Entries.Count > Kept)
        {
            // Whoever is refused, or comes in, again and again must not push out what others have done.
            var next = stored.State.Entries.Count(IsIdle) > KeptIdle ? stored.State.Entries.FindIndex(IsIdle) : 0;
            stored.State.Entries.RemoveAt(next);
        }

        try
        {
            await stored.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            // The next activation reads what is stored; whoever adds hears of it and has it in the log.
            DeactivateOnIdle();
            throw;
        }

        return entry;
    }

    public Task<AuditEntry[]> ReadAsync(DateTimeOffset? before, int take) => Task.FromResult<AuditEntry[]>(
        [.. Enumerable.Reverse(stored.State.Entries).Where(entry => before is null || entry.At < before).Take(Math.Clamp(take, 1, MaxTake))]);

    public Task<AuditEntry[]> ReadAfterAsync(long after) => Task.FromResult<AuditEntry[]>([.. stored.State.Entries.Where(entry => entry.Id > after).TakeLast(MaxTake)]);

    private static bool IsIdle(AuditEntry entry) => entry.Outcome != AuditLog.Done || entry.Action == SignIns.Action;

    private static string Cut(string text) => text.Length <= MaxText ? text : $"{text[..MaxText]}…";
}
