namespace Mqant.Gateway.Transport;

/// <summary>What waits for a peer that reads too slowly or owes acknowledgements, in order. Exists only while something waits. Not thread-safe.</summary>
internal sealed class OutboundBacklog(int maxMessages, int maxBytes)
{
    // A ring: what waits can be replaced in place.
    private Outgoing[] _messages = new Outgoing[8];
    private int _first;
    private int _count;
    private long _bytes;

    public bool IsEmpty => _count == 0;

    /// <summary>Bytes that wait.</summary>
    public int Size => (int)Math.Min(_bytes, int.MaxValue);

    /// <summary>What may be dropped must be dropped.</summary>
    public bool IsFull => _count >= maxMessages || _bytes >= maxBytes;

    /// <summary>Not even a push that may not be dropped has a place any more.</summary>
    public bool IsOverrun => _count >= 2L * maxMessages || _bytes >= 2L * maxBytes;

    public void Enqueue(in Outgoing message)
    {
        if (_count == _messages.Length)
        {
            Grow();
        }

        At(_count++) = message;
        _bytes += message.Bytes.Length;
    }

    /// <summary>Puts a message in the place of the one that waits for the same topic. False when none does.</summary>
    public bool TryReplace(in Outgoing message)
    {
        for (var i = 0; i < _count; i++)
        {
            ref var waiting = ref At(i);
            if (waiting.LatestOf is { } topic && topic == message.LatestOf)
            {
                _bytes += message.Bytes.Length - waiting.Bytes.Length;
                waiting = message;
                return true;
            }
        }

        return false;
    }

    public Outgoing Dequeue()
    {
        ref var first = ref At(0);
        var message = first;
        _bytes -= message.Bytes.Length;
        first = default;
        _first = (_first + 1) % _messages.Length;
        _count--;
        return message;
    }

    /// <summary>Tells whoever waits for an acknowledgement that none will come.</summary>
    public void Abandon()
    {
        for (var i = 0; i < _count; i++)
        {
            At(i).Acknowledged?.TrySetResult(false);
        }
    }

    private ref Outgoing At(int index) => ref _messages[(_first + index) % _messages.Length];

    private void Grow()
    {
        var larger = new Outgoing[_messages.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            larger[i] = At(i);
        }

        (_messages, _first) = (larger, 0);
    }
}
