namespace Mqant.Gateway.Dispatch;

/// <summary>The parts of <c>&lt;Module&gt;[@&lt;Key&gt;]/&lt;Handler&gt;[/&lt;msgid&gt;]</c>.</summary>
internal readonly ref struct TopicParts
{
    /// <summary>Longest topic in bytes, and most segments.</summary>
    public const int MaxLength = 1_024;

    private const int MaxSegments = 8;

    private TopicParts(int nameLength, ReadOnlySpan<char> module, ReadOnlySpan<char> key, ReadOnlySpan<char> handler, bool wantsReply)
    {
        NameLength = nameLength;
        Module = module;
        Key = key;
        Handler = handler;
        WantsReply = wantsReply;
    }

    private TopicParts(bool wantsReply) => WantsReply = wantsReply;

    /// <summary>Length of the first segment: module and key.</summary>
    public int NameLength { get; }

    public ReadOnlySpan<char> Module { get; }

    public ReadOnlySpan<char> Key { get; }

    /// <summary>An empty key is none.</summary>
    public bool HasKey => !Key.IsEmpty;

    public ReadOnlySpan<char> Handler { get; }

    /// <summary>Exactly three segments with a non-empty third. True of a topic that is none, unless it is a URI without <c>msg_id</c>.</summary>
    public bool WantsReply { get; }

    /// <summary>
    /// False when there are fewer than two segments or more than the limit, and for the URIs that mqant knows, <c>Module://key/handler?msg_id=…</c>.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> topic, out TopicParts parts)
    {
        var first = topic.IndexOf('/');
        if (first > 0 && topic[(first - 1)..].StartsWith("://"))
        {
            parts = new TopicParts(HasMessageId(topic));
            return false;
        }

        if (first < 0 || topic.Count('/') >= MaxSegments)
        {
            parts = new TopicParts(wantsReply: true);
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
            handler,
            !id.IsEmpty && !id.Contains('/'));
        return true;
    }

    private static bool HasMessageId(ReadOnlySpan<char> uri)
    {
        var query = uri[(uri.IndexOf('?') + 1)..];
        foreach (var range in query.Split('&'))
        {
            var parameter = query[range];
            if (parameter.StartsWith("msg_id") && (parameter.Length == 6 || parameter[6] == '='))
            {
                return true;
            }
        }

        return false;
    }
}
