namespace Mqant.Gateway.Mqtt;

/// <summary>
/// Acknowledgements in the order in which their PUBLISHes came (MQTT-4.6.0-2, MQTT-4.6.0-3), though handlers end in any order: each is kept until those before it
/// are due. Not thread-safe.
/// </summary>
internal sealed class AckQueue
{
    private const int Smallest = 4;

    // A ring: turns are counted on, and a power of two divides them also where the count overflows. One of the reserved type is not known yet.
    private AckPacket[] _ring = [];
    private int _first;
    private int _next;

    /// <summary>Keeps a place; returns its turn.</summary>
    public int Add()
    {
        if (_next - _first == _ring.Length)
        {
            Grow();
        }

        return _next++;
    }

    /// <summary>Says what goes into a place.</summary>
    public void Set(int turn, in AckPacket ack) => At(turn) = ack;

    /// <summary>Takes the next one if it is known.</summary>
    public bool TryTake(out AckPacket ack)
    {
        ack = default;
        if (_first == _next || At(_first).Type == PacketType.Reserved)
        {
            return false;
        }

        ref var first = ref At(_first++);
        ack = first;
        first = default;
        if (_first == _next && _ring.Length > Smallest)
        {
            // A burst behind a slow handler must not cost memory for as long as its client stays.
            _ring = [];
        }

        return true;
    }

    private ref AckPacket At(int turn) => ref _ring[turn & (_ring.Length - 1)];

    private void Grow()
    {
        var larger = new AckPacket[Math.Max(Smallest, _ring.Length * 2)];
        for (var turn = _first; turn != _next; turn++)
        {
            larger[turn & (larger.Length - 1)] = At(turn);
        }

        _ring = larger;
    }
}
