namespace Mqant.Operations.Notifications;

/// <summary>A message to operators. It has no secrets in it.</summary>
public sealed record Notification
{
    /// <summary>Names the message, also when it is sent again.</summary>
    public required string Id { get; init; }

    /// <summary>What it tells.</summary>
    public required NotificationKind Kind { get; init; }

    /// <summary>The cluster's id.</summary>
    public required string Cluster { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The errors: one, or the most frequent ones of a summary or digest.</summary>
    public required IReadOnlyList<NotifiedError> Errors { get; init; }

    /// <summary>How many groups of errors there are beyond <see cref="Errors"/>.</summary>
    public int More { get; init; }

    /// <summary>Of a digest: how many errors there were in all.</summary>
    public long Total { get; init; }

    /// <summary>Of a digest: the time that it is about.</summary>
    public TimeSpan Period { get; init; }

    /// <summary>How many messages found no place while the channel did not take any.</summary>
    public long Lost { get; init; }

    /// <summary>The console's list of errors; null where its address is not set.</summary>
    public Uri? Url { get; init; }
}
