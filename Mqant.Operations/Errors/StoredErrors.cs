using Mqant.Operations.Notifications;

namespace Mqant.Operations.Errors;

/// <summary>The errors of the cluster, as the grain's next activation finds them; samples are records of their own.</summary>
[GenerateSerializer, Alias("mqant.StoredErrors")]
internal sealed class StoredErrors
{
    [Id(0)]
    public List<StoredGroup> Groups { get; set; } = [];

    /// <summary>The number of the last report of each process, and when it came.</summary>
    [Id(1)]
    public Dictionary<Guid, (long Number, DateTimeOffset At)> Reporters { get; set; } = [];

    /// <summary>Notifications that wait, by channel.</summary>
    [Id(2)]
    public Dictionary<string, StoredOutbox> Outboxes { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Id(3)]
    public DateTimeOffset LastDigest { get; set; }

    /// <summary>Ids of groups that were new or came back, and the position of the first of them.</summary>
    [Id(4)]
    public List<string> News { get; set; } = [];

    [Id(5)]
    public long NewsBegin { get; set; }
}
