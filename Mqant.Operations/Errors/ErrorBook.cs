using Mqant.Operations.Notifications;

namespace Mqant.Operations.Errors;

/// <summary>The groups of errors: counts reports in, and knows what of it is worth telling. Of <see cref="MaxGroups"/> groups those resolved longest ago go first.</summary>
internal sealed class ErrorBook
{
    public const int MaxGroups = 1_000;

    private const int MaxNames = 50;
    private const int MaxReporters = 2_000;
    private const int MaxNews = 200;

    // A process whose report is answered does not send it again. One that lost the answer does within seconds.
    private static readonly TimeSpan ReporterPatience = TimeSpan.FromHours(1);

    private readonly StoredErrors _stored;
    private readonly ErrorOptions _options;
    private readonly Dictionary<string, StoredGroup> _groups;

    public ErrorBook(StoredErrors stored, ErrorOptions options)
    {
        _stored = stored;
        _options = options;
        _groups = stored.Groups.ToDictionary(static group => group.Id, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<StoredGroup> Groups => _groups.Values;

    public StoredGroup? Find(string id) => _groups.GetValueOrDefault(id);

    /// <summary>Counts a report in; nothing when it was before.</summary>
    /// <param name="report">The report.</param>
    /// <param name="now">The time.</param>
    /// <param name="changes">Gets what there is to tell.</param>
    /// <param name="evicted">Gets the ids of groups that had to give way.</param>
    /// <returns>Whether it is a new one.</returns>
    public bool Add(ErrorReport report, DateTimeOffset now, List<ErrorChange> changes, List<string> evicted)
    {
        if (report.Number <= _stored.Reporters.GetValueOrDefault(report.Reporter).Number)
        {
            return false;
        }

        _stored.Reporters[report.Reporter] = (report.Number, now);
        TrimReporters(now);
        foreach (var delta in report.Errors)
        {
            Add(delta, report.Process, now, changes, evicted);
        }

        return true;
    }

    /// <summary>Opens what was muted for a time that is over, and says which groups have grown.</summary>
    public void Look(DateTimeOffset now, List<ErrorChange> changes)
    {
        foreach (var group in _groups.Values)
        {
            if (group.Status == ErrorStatus.Muted && group.MutedUntil <= now)
            {
                Open(group);
            }

            if (HasGrown(group, now))
            {
                Tell(NotificationKind.Growing, group, now, changes);
            }
        }
    }

    public bool Resolve(string id) => Change(id, static group =>
    {
        (group.Status, group.MutedUntil) = (ErrorStatus.Resolved, null);

        // Its return is worth telling, however short after.
        group.Told = null;
    });

    public bool Reopen(string id) => Change(id, Open);

    public bool Mute(string id, DateTimeOffset? until) => Change(id, group => (group.Status, group.MutedUntil) = (ErrorStatus.Muted, until));

    public bool Assign(string id, string? to) => Change(id, group => group.Assignee = string.IsNullOrWhiteSpace(to) ? null : to.Trim());

    /// <summary>A page of groups, the one seen last first.</summary>
    public (int Total, IEnumerable<StoredGroup> Groups) List(ErrorStatus? status, int skip, int take)
    {
        var found = _groups.Values.Where(group => status is null || group.Status == status).OrderByDescending(static group => group.Last).ThenBy(static group => group.Id, StringComparer.Ordinal).ToList();
        return (found.Count, found.Skip(skip).Take(take));
    }

    /// <summary>Groups that are new or came back after a position, which is null for the present one.</summary>
    public (long Position, List<StoredGroup> Groups) GetNews(long? after)
    {
        var end = _stored.NewsBegin + _stored.News.Count;
        return after is not { } from || from > end
            ? (end, [])
            : (end, [.. _stored.News.Skip((int)Math.Max(0, from - _stored.NewsBegin)).Distinct().Select(Find).OfType<StoredGroup>()]);
    }

    /// <summary>The errors since the last digest, when one is due and there were any.</summary>
    public OutboxItem? TakeDigest(DateTimeOffset now)
    {
        if (_options.DigestInterval == TimeSpan.Zero)
        {
            return null;
        }

        if (_stored.LastDigest == default)
        {
            _stored.LastDigest = now;
        }

        var period = now - _stored.LastDigest;
        if (period < _options.DigestInterval)
        {
            return null;
        }

        _stored.LastDigest = now;
        var errors = new List<NotifiedError>();
        foreach (var group in _groups.Values)
        {
            var count = group.Count - group.CountDigested;
            group.CountDigested = group.Count;
            if (count > 0 && group.Status != ErrorStatus.Muted)
            {
                errors.Add(ToNotified(group, group.First > now - period ? NotificationKind.New : NotificationKind.Growing, now) with { Count = count });
            }
        }

        return errors.Count == 0 ? null : new OutboxItem
        {
            Id = Guid.NewGuid().ToString("N"),
            Kind = NotificationKind.Digest,
            At = now,
            Errors = [.. errors.OrderByDescending(static error => error.Count)],
            Total = errors.Sum(static error => error.Count),
            Period = period,
        };
    }

    public ErrorGroup ToGroup(StoredGroup group, DateTimeOffset now, List<ErrorSample>? samples = null) => new()
    {
        Id = group.Id,
        Type = group.Type,
        Message = group.Message,
        Where = group.Where,
        Level = group.Level,
        Count = group.Count,
        PerMinute = PerMinute(group, now),
        FirstSeen = group.First,
        LastSeen = group.Last,
        Status = group.Status,
        Assignee = group.Assignee,
        MutedUntil = group.MutedUntil,
        Modules = [.. group.Modules],
        Silos = [.. group.Silos],
        Versions = [.. group.Versions],
        FirstVersion = group.Versions.FirstOrDefault() ?? string.Empty,
        Series = SeriesAt(group, ErrorMinutes.Of(now)),
        Samples = samples is null ? [] : [.. samples.AsEnumerable().Reverse()],
    };

    public NotifiedError ToNotified(StoredGroup group, NotificationKind kind, DateTimeOffset now) => new()
    {
        Id = group.Id,
        Kind = kind,
        Type = group.Type,
        Message = group.Message,
        Where = group.Where,
        Level = group.Level,
        Count = group.Count,
        PerMinute = PerMinute(group, now),
        FirstSeen = group.First,
        LastSeen = group.Last,
        Modules = [.. group.Modules],
        Silos = [.. group.Silos],
        Versions = [.. group.Versions],
        Assignee = group.Assignee,
        Series = SeriesAt(group, ErrorMinutes.Of(now)),
    };

    private void Add(ErrorDelta delta, string process, DateTimeOffset now, List<ErrorChange> changes, List<string> evicted)
    {
        if (_groups.TryGetValue(delta.Id, out var group))
        {
            Count(group, delta, process);
            if (group.Status == ErrorStatus.Resolved)
            {
                Open(group);
                Tell(NotificationKind.Returned, group, now, changes);
            }

            return;
        }

        MakeRoom(evicted);
        group = new StoredGroup { Id = delta.Id, Type = delta.Type, Where = delta.Where, First = delta.First, SeriesEnd = ErrorMinutes.Of(now) };
        _groups.Add(group.Id, group);
        _stored.Groups.Add(group);
        Count(group, delta, process);
        Tell(NotificationKind.New, group, now, changes);
    }

    private static void Count(StoredGroup group, ErrorDelta delta, string process)
    {
        if (group.Message.Length == 0)
        {
            group.Message = delta.Message;
        }

        group.Level = delta.Level > group.Level ? delta.Level : group.Level;
        group.Count += delta.Count;
        group.First = delta.First < group.First ? delta.First : group.First;
        group.Last = delta.Last > group.Last ? delta.Last : group.Last;
        Include(group.Silos, process);
        foreach (var module in delta.Modules)
        {
            Include(group.Modules, module);
        }

        foreach (var version in delta.Versions)
        {
            Include(group.Versions, version);
        }

        foreach (var (minute, count) in delta.Minutes)
        {
            if (minute > group.SeriesEnd)
            {
                (group.Series, group.SeriesEnd) = (SeriesAt(group, minute), minute);
            }

            var at = StoredGroup.Minutes - 1 - (group.SeriesEnd - minute);
            if (at >= 0)
            {
                group.Series[at] = (int)Math.Min(int.MaxValue, group.Series[at] + count);
            }
        }
    }

    // The oldest give way: the first version of a group stays, since it says since when.
    private static void Include(List<string> names, string name)
    {
        if (name.Length > 0 && !names.Contains(name))
        {
            if (names.Count >= MaxNames)
            {
                names.RemoveAt(1);
            }

            names.Add(name);
        }
    }

    private void Tell(NotificationKind kind, StoredGroup group, DateTimeOffset now, List<ErrorChange> changes)
    {
        if (kind != NotificationKind.Growing)
        {
            _stored.News.Add(group.Id);
            if (_stored.News.Count > MaxNews)
            {
                _stored.News.RemoveAt(0);
                _stored.NewsBegin++;
            }
        }

        (group.Told, group.CountTold) = (now, group.Count);
        changes.Add(new ErrorChange(kind, group));
    }

    private bool HasGrown(StoredGroup group, DateTimeOffset now)
    {
        if (group.Status != ErrorStatus.Open || group.Count == group.CountTold || now - group.Told < _options.CoolDown)
        {
            return false;
        }

        if (group.Count >= group.CountTold * _options.GrowthFactor)
        {
            return true;
        }

        // A minute against those before it in which it was known.
        var series = SeriesAt(group, ErrorMinutes.Of(now));
        var before = series.AsSpan(0, StoredGroup.Minutes - 1);
        var known = Math.Clamp(ErrorMinutes.Of(now) - ErrorMinutes.Of(group.First), 1, before.Length);
        long sum = 0;
        foreach (var count in before)
        {
            sum += count;
        }

        return series[^1] >= _options.GrowthFactor * Math.Max(1.0, (double)sum / known);
    }

    private static double PerMinute(StoredGroup group, DateTimeOffset now)
    {
        var series = SeriesAt(group, ErrorMinutes.Of(now));
        return Math.Max(series[^1], series[^2]);
    }

    private static int[] SeriesAt(StoredGroup group, long minute)
    {
        var passed = minute - group.SeriesEnd;
        var series = new int[StoredGroup.Minutes];
        if (passed < StoredGroup.Minutes)
        {
            // A clock that is behind sees what the others have counted already as its present.
            var from = (int)Math.Max(0, passed);
            group.Series.AsSpan(from).CopyTo(series);
        }

        return series;
    }

    private static void Open(StoredGroup group)
    {
        (group.Status, group.MutedUntil) = (ErrorStatus.Open, null);

        // What happened while nobody wanted to hear of it is no news.
        group.CountTold = group.Count;
    }

    private bool Change(string id, Action<StoredGroup> change)
    {
        if (Find(id) is not { } group)
        {
            return false;
        }

        change(group);
        return true;
    }

    private void MakeRoom(List<string> evicted)
    {
        if (_groups.Count < MaxGroups)
        {
            return;
        }

        var oldest = _groups.Values.OrderBy(static group => group.Status switch { ErrorStatus.Resolved => 0, ErrorStatus.Open => 1, _ => 2 }).ThenBy(static group => group.Last).First();
        _groups.Remove(oldest.Id);
        _stored.Groups.Remove(oldest);
        evicted.Add(oldest.Id);
    }

    private void TrimReporters(DateTimeOffset now)
    {
        if (_stored.Reporters.Count <= MaxReporters)
        {
            return;
        }

        foreach (var (reporter, last) in _stored.Reporters.ToArray())
        {
            if (now - last.At > ReporterPatience)
            {
                _stored.Reporters.Remove(reporter);
            }
        }
    }
}
