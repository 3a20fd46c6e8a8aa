namespace Mqant;

/// <summary>An item that waits in a lane and belongs to a trace that is recorded: what others do not carry. On the wire the two are apart.</summary>
internal sealed class TracedItem(LaneItem item, string parent) : LaneItem
{
    /// <summary>The item, with the span that sends it where that is recorded and it is a message.</summary>
    public static LaneItem Of(LaneItem item) =>
        item is PushItem or GroupPushItem or BroadcastItem && TraceParents.Current is { } parent ? new TracedItem(item, parent) : item;

    public LaneItem Item { get; } = item;

    /// <summary>The span that sent it, as a W3C <c>traceparent</c>.</summary>
    public string Parent { get; } = parent;

    public override int Size => Item.Size;

    public override string Subject => Item.Subject;
}
