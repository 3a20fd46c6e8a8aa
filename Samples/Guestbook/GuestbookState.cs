namespace Guestbook;

/// <summary>What a guestbook stores.</summary>
[GenerateSerializer, Alias("guestbook.State")]
public sealed class GuestbookState
{
    /// <summary>How many entries there ever were.</summary>
    [Id(0)]
    public int Total { get; set; }

    /// <summary>The last entries, the oldest first: user and Markdown.</summary>
    [Id(1)]
    public List<StoredEntry> Entries { get; set; } = [];
}
