using Orleans.Runtime;

namespace Mqant;

/// <content>What storage has of the user, and what waits for it.</content>
internal sealed partial class ShardUser
{
    /// <summary>After the loss of a silo gateways have restored their sessions by then.</summary>
    private static readonly TimeSpan RestoreWithin = TimeSpan.FromSeconds(20);

    /// <summary>As long as gateways send something again that no silo takes.</summary>
    private static readonly TimeSpan KeepNewsFor = TimeSpan.FromSeconds(30);

    /// <summary>Logins write a record that they do not change so often within its expiry, so that it lasts.</summary>
    private const int RewritesPerExpiry = 10;

    private GrainState<StoredUser>? _record;
    private UserGroups? _groups;
    private List<UserNews>? _kept;
    private long _keptSince;

    /// <summary>Whether something is not in storage yet: a write failed, or came with something that is written later.</summary>
    public bool IsUnwritten { get; private set; }

    /// <summary>Whether the user's record has been read.</summary>
    public bool IsKnown => _record is not null;

    /// <summary>Whether news wait for the record.</summary>
    public bool HasKept => _kept is not null;

    private StoredUser Stored => _record!.State!;

    /// <summary>Brings the user's record to storage. When that fails it is made up for by the next time.</summary>
    public async Task TryWriteAsync()
    {
        try
        {
            await WriteAsync();
        }
        catch (Exception exception)
        {
            Log.NotWritten(services.Logger, id, exception);
        }
    }

    /// <summary>Gives up news for which the record could not be read for some time.</summary>
    public void GiveUpKept()
    {
        if (_kept is not null && services.Time.GetElapsedTime(_keptSince) > KeepNewsFor)
        {
            Log.NewsLost(services.Logger, _kept.Count, id);
            _kept = null;
        }
    }

    private async Task WriteAsync()
    {
        IsUnwritten = true;
        TrimWatchers();
        Stored.LastUsed = services.Time.GetUtcNow();
        await services.WriteAsync(id, _record!);
        IsUnwritten = false;
    }

    private void Keep(UserNews? news)
    {
        if (news is null)
        {
            return;
        }

        if (_kept is null)
        {
            _kept = [];
            _keptSince = services.Time.GetTimestamp();
        }

        _kept.Add(news);
    }

    private async Task HearKeptAsync()
    {
        var kept = _kept ?? [];
        _kept = null;
        foreach (var news in kept)
        {
            await TryHearAsync(news);
        }
    }

    private async Task LoadAsync()
    {
        var record = new GrainState<StoredUser>();
        await services.ReadAsync(id, record);
        var isKnown = record.RecordExists && record.State is { } stored && services.Time.GetUtcNow() - stored.LastUsed <= services.Options.SettingsExpiry;
        if (!isKnown)
        {
            record.State = new StoredUser();
        }

        // Most users are in no group for good: only those who may be, and those of whom nothing is known, cost a second look.
        if (!isKnown || record.State!.HasGroups)
        {
            var groups = new UserGroups(id, services);
            await groups.LoadAsync();
            record.State!.HasGroups = groups.Names.Count > 0;
            _groups = record.State.HasGroups ? groups : null;
        }

        _record = record;
        _lastSeen = Stored.LastSeen;
        if (Stored.ToldOnline)
        {
            // The silo that would have told of the end was lost.
            _held = true;
            shard.TellAgain(this, RestoreWithin);
        }
    }

    private void TrimWatchers()
    {
        if (Stored.Watchers is not { } watchers)
        {
            return;
        }

        var now = services.Time.GetUtcNow();
        foreach (var (watcher, until) in watchers)
        {
            if (until < now)
            {
                watchers.Remove(watcher);
            }
        }
    }
}
