namespace Mqant.Operations.Notifications;

/// <summary>What waits for a channel, and what went by it.</summary>
[GenerateSerializer, Alias("mqant.StoredOutbox")]
internal sealed class StoredOutbox
{
    /// <summary>The oldest first.</summary>
    [Id(0)]
    public List<OutboxItem> Waiting { get; set; } = [];

    /// <summary>When messages went in the last 60 minutes.</summary>
    [Id(1)]
    public List<DateTimeOffset> Sent { get; set; } = [];

    /// <summary>Attempts that failed since the last that did not.</summary>
    [Id(2)]
    public int Failures { get; set; }

    /// <summary>When it is tried again.</summary>
    [Id(3)]
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>Whether what waits is summed up in the next message.</summary>
    [Id(4)]
    public bool IsHeld { get; set; }

    /// <summary>What found no place.</summary>
    [Id(5)]
    public long Lost { get; set; }
}
