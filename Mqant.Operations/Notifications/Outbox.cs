namespace Mqant.Operations.Notifications;

/// <summary>
/// The order in which a channel gets its messages. Each item is a message until the hour's limit is near; from there on what comes is held and summed up in one.
/// </summary>
internal sealed class Outbox(StoredOutbox stored, ChannelRules rules)
{
    /// <summary>How many items wait at most. The oldest ones give way, and are counted.</summary>
    public const int MaxWaiting = 500;

    /// <summary>How many errors a summary or digest names.</summary>
    public const int MaxNamed = 20;

    /// <summary>After how many attempts a message is given up that the other side does not want.</summary>
    public const int MaxRefused = 5;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    // How long the last message before the limit waits for more to sum up.
    private static readonly TimeSpan GatherFor = TimeSpan.FromMinutes(1);

    /// <summary>Adds an item for this channel; false when it does not want it.</summary>
    public bool Add(OutboxItem item)
    {
        if (item.Kind == NotificationKind.Digest)
        {
            if (!rules.Digest)
            {
                return false;
            }

            // The new one is of a later period; who was not told of the earlier one hears of both at once.
            if (stored.Waiting.FindIndex(static waiting => waiting.Kind == NotificationKind.Digest) is >= 0 and var old)
            {
                item = Merge(stored.Waiting[old], item);
                stored.Waiting.RemoveAt(old);
            }
        }

        if (stored.Waiting.Count >= MaxWaiting)
        {
            stored.Waiting.RemoveAt(0);
            stored.Lost++;
        }

        stored.Waiting.Add(item);
        return true;
    }

    /// <summary>The message that is due, or null; the items that it is made of.</summary>
    public OutboxMessage? Next(DateTimeOffset now)
    {
        stored.Sent.RemoveAll(sent => now - sent >= Hour);
        if (stored.Waiting.Count == 0 || now < stored.NotBefore)
        {
            return null;
        }

        var free = rules.MaxPerHour - stored.Sent.Count;
        stored.IsHeld |= free <= 1;
        if (free <= 0)
        {
            return null;
        }

        var first = stored.Waiting[0];
        if (!stored.IsHeld || first.Kind == NotificationKind.Digest)
        {
            return new OutboxMessage(first, [first.Id], stored.Lost);
        }

        var held = stored.Waiting.Where(static item => item.Kind != NotificationKind.Digest).ToList();
        return now - held[0].At < GatherFor ? null
            : held.Count == 1 ? new OutboxMessage(held[0], [held[0].Id], stored.Lost)
            : new OutboxMessage(SumUp(held), [.. held.Select(static item => item.Id)], stored.Lost);
    }

    /// <summary>A message has gone.</summary>
    public void Succeeded(OutboxMessage message, DateTimeOffset now)
    {
        Remove(message);
        stored.Sent.Add(now);
        stored.Failures = 0;
        stored.NotBefore = default;
        stored.Lost -= Math.Min(stored.Lost, message.Lost);
        if (message.Items.Length > 1 || stored.Waiting.Count == 0)
        {
            stored.IsHeld = false;
        }
    }

    /// <summary>A message has not gone; false when it is given up.</summary>
    public bool Failed(OutboxMessage message, bool isRefused, DateTimeOffset now)
    {
        stored.Failures++;
        var pause = FirstRetry * Math.Pow(2, Math.Min(stored.Failures - 1, 10));
        stored.NotBefore = now + (pause < LongestRetry ? pause : LongestRetry);
        if (!isRefused || stored.Failures < MaxRefused)
        {
            return true;
        }

        Remove(message);
        stored.Lost += message.Items.Length;
        stored.Failures = 0;
        return false;
    }

    private void Remove(OutboxMessage message) => stored.Waiting.RemoveAll(item => Array.IndexOf(message.Items, item.Id) >= 0);

    private static OutboxItem SumUp(List<OutboxItem> held)
    {
        // Of a group that is there twice the last word counts, and that it is new or came back.
        var errors = held.SelectMany(static item => item.Errors).GroupBy(static error => error.Id)
            .Select(static same => same.Last() with { Kind = Foremost(same) })
            .OrderByDescending(static error => error.Count).ToArray();
        return new OutboxItem
        {
            Id = held[^1].Id,
            Kind = NotificationKind.Summary,
            At = held[^1].At,
            Errors = [.. errors.Take(MaxNamed)],
            More = Math.Max(0, errors.Length - MaxNamed),
            Period = held[^1].At - held[0].At,
        };
    }

    private static NotificationKind Foremost(IEnumerable<NotifiedError> same) =>
        same.Any(static error => error.Kind == NotificationKind.New) ? NotificationKind.New
        : same.Any(static error => error.Kind == NotificationKind.Returned) ? NotificationKind.Returned
        : NotificationKind.Growing;

    private static OutboxItem Merge(OutboxItem earlier, OutboxItem later)
    {
        var errors = earlier.Errors.Concat(later.Errors).GroupBy(static error => error.Id)
            .Select(static same => same.Last() with { Count = same.Sum(static error => error.Count) })
            .OrderByDescending(static error => error.Count).ToArray();
        return later with
        {
            Errors = [.. errors.Take(MaxNamed)],
            More = Math.Max(earlier.More, later.More) + Math.Max(0, errors.Length - MaxNamed),
            Total = earlier.Total + later.Total,
            Period = earlier.Period + later.Period,
        };
    }
}
