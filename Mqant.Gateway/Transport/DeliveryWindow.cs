namespace Mqant.Gateway.Transport;

/// <summary>
/// Messages that the peer acknowledges by number, and how many of them may be on their way. Numbers are 1 to 65,535 and never used twice at a
/// time. Exists only after the first such message. Not thread-safe.
/// </summary>
internal sealed class DeliveryWindow(int size)
{
    private readonly Dictionary<ushort, TaskCompletionSource<bool>?> _unacknowledged = [];
    private ushort _last;

    public bool IsFull => _unacknowledged.Count >= size;

    /// <summary>What waits for a place, or for the peer to read what took the last one. Exists only while something does.</summary>
    public OutboundBacklog? Waiting { get; private set; }

    /// <summary>Takes a free number for one more message; the window must not be full.</summary>
    public ushort Take(TaskCompletionSource<bool>? acknowledged)
    {
        do
        {
            _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
        }
        while (!_unacknowledged.TryAdd(_last, acknowledged));
        return _last;
    }

    /// <summary>The peer acknowledged a number. False when nothing by that number is on its way.</summary>
    public bool TryRelease(ushort number)
    {
        if (!_unacknowledged.Remove(number, out var acknowledged))
        {
            return false;
        }

        acknowledged?.TrySetResult(true);
        return true;
    }

    /// <summary>Has a message wait.</summary>
    public void Enqueue(in Outgoing message, int maxMessages, int maxBytes)
        => (Waiting ??= new OutboundBacklog(maxMessages, maxBytes)).Enqueue(message);

    /// <summary>The message that waits longest; there must be one.</summary>
    public Outgoing Dequeue()
    {
        var message = Waiting!.Dequeue();
        Waiting = Waiting.IsEmpty ? null : Waiting;
        return message;
    }

    /// <summary>Gives up what waits.</summary>
    public void DiscardWaiting()
    {
        Waiting?.Abandon();
        Waiting = null;
    }

    /// <summary>Tells whoever waits for an acknowledgement that none will come.</summary>
    public void Abandon()
    {
        foreach (var acknowledged in _unacknowledged.Values)
        {
            acknowledged?.TrySetResult(false);
        }

        _unacknowledged.Clear();
    }
}
