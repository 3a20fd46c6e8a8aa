namespace Mqant.Operations.Notifications;

/// <summary>Something to tell.</summary>
[GenerateSerializer, Immutable, Alias("mqant.OutboxItem")]
internal sealed record OutboxItem
{
    [Id(0)]
    public required string Id { get; init; }

    [Id(1)]
    public required NotificationKind Kind { get; init; }

    [Id(2)]
    public required DateTimeOffset At { get; init; }

    [Id(3)]
    public required NotifiedError[] Errors { get; init; }

    [Id(4)]
    public int More { get; init; }

    [Id(5)]
    public long Total { get; init; }

    [Id(6)]
    public TimeSpan Period { get; init; }

    /// <summary>What a channel tells of a digest of everything; null when nothing of it is for that channel.</summary>
    public OutboxItem? Only(Predicate<NotifiedError> wants)
    {
        var errors = Array.FindAll(Errors, wants);
        return errors.Length == 0 ? null : this with
        {
            Errors = [.. errors.Take(Outbox.MaxNamed)],
            More = Math.Max(0, errors.Length - Outbox.MaxNamed),
            Total = errors.Sum(static error => error.Count),
        };
    }
}
