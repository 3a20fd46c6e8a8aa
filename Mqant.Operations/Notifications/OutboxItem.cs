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
}
