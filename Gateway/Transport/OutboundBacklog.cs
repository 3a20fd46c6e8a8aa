namespace Mqant.Gateway.Transport;

/// <summary>What waits for a peer that reads too slowly, in order. Exists only while something waits. Not thread-safe.</summary>
internal sealed class OutboundBacklog(int maxMessages, int maxBytes)
{
    private readonly Queue<Outgoing> _messages = new();
    private long _bytes;

    public bool IsEmpty => _messages.Count == 0;

    /// <summary>What may be dropped must be dropped.</summary>
    public bool IsFull => _messages.Count >= maxMessages || _bytes >= maxBytes;

    /// <summary>Not even a push that may not be dropped has a place any more.</summary>
    public bool IsOverrun => _messages.Count >= 2L * maxMessages || _bytes >= 2L * maxBytes;

    public void Enqueue(in Outgoing message)
    {
        _messages.Enqueue(message);
        _bytes += message.Bytes.Length;
    }

    public Outgoing Peek() => _messages.Peek();

    public void Dequeue() => _bytes -= _messages.Dequeue().Bytes.Length;

    /// <summary>Tells whoever waits for an acknowledgement that none will come.</summary>
    public void Abandon()
    {
        foreach (var message in _messages)
        {
            message.Acknowledged?.TrySetResult(false);
        }
    }
}
