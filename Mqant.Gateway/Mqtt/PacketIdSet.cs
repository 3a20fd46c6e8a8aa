namespace Mqant.Gateway.Mqtt;

/// <summary>A set of packet identifiers: a bit for each, as many as the largest one needs, 8 KiB at most. Not thread-safe.</summary>
internal sealed class PacketIdSet
{
    private const int MaxWords = (ushort.MaxValue + 1) / 64;

    private ulong[] _bits = new ulong[1];

    public int Count { get; private set; }

    public bool Contains(ushort id) => id >> 6 < _bits.Length && (_bits[id >> 6] & (1UL << (id & 63))) != 0;

    public bool Add(ushort id)
    {
        if (Contains(id))
        {
            return false;
        }

        if (id >> 6 >= _bits.Length)
        {
            Array.Resize(ref _bits, Math.Max(Math.Min(_bits.Length * 2, MaxWords), (id >> 6) + 1));
        }

        _bits[id >> 6] |= 1UL << (id & 63);
        Count++;
        return true;
    }

    public bool Remove(ushort id)
    {
        if (!Contains(id))
        {
            return false;
        }

        _bits[id >> 6] &= ~(1UL << (id & 63));
        Count--;
        return true;
    }
}
