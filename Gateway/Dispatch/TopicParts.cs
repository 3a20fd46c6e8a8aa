namespace Mqant.Gateway.Dispatch;

/// <summary>The parts of <c>&lt;Module&gt;[@&lt;Key&gt;]/&lt;Handler&gt;[/&lt;msgid&gt;]</c>.</summary>
internal readonly ref struct TopicParts
{
    /// <summary>Longest topic in bytes, and most segments.</summary>
    public const int MaxLength = 1_024;

    private const int MaxSegments = 8;

    private TopicParts(int nameLength, ReadOnlySpan<char> module, ReadOnlySpan<char> key, bool hasKey, ReadOnlySpan<char> handler, bool wantsReply)
    {
        NameLength = nameLength;
        Module = module;
        Key = key;
        HasKey = hasKey;
        Handler = handler;
        WantsReply = wantsReply;
    }

    /// <summary>Length of the first segment: module and key.</summary>
    public int NameLength { get; }

    public ReadOnlySpan<char> Module { get; }

    public ReadOnlySpan<char> Key { get; }

    public bool HasKey { get; }

    public ReadOnlySpan<char> Handler { get; }

    /// <summary>Exactly three segments with a non-empty third.</summary>
    public bool WantsReply { get; }

    /// <summary>False when there are fewer than two segments or more than the limit.</summary>
    public static bool TryParse(ReadOnlySpan<char> topic, out TopicParts parts)
    {
        parts = default;
        var first = topic.IndexOf('/');
        if (first < 0 || topic.Count('/') >= MaxSegments)
        {
            return false;
        }

        var module = topic[..first];
        var rest = topic[(first + 1)..];
        var second = rest.IndexOf('/');
        var handler = second < 0 ? rest : rest[..second];
        var id = second < 0 ? default : rest[(second + 1)..];
        var at = module.IndexOf('@');
        parts = new TopicParts(
            first,
            at < 0 ? module : module[..at],
            at < 0 ? default : module[(at + 1)..],
            at >= 0,
            handler,
            !id.IsEmpty && !id.Contains('/'));
        return true;
    }
}
