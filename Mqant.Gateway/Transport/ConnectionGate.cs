namespace Mqant.Gateway.Transport;

/// <summary>Counts who has introduced himself, and turns away whoever would exceed the limit of this process.</summary>
internal sealed class ConnectionGate(int maxConnections)
{
    private int _count;

    public int MaxConnections => maxConnections;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts a connection in. False when there is no room for it; else <see cref="Leave"/> must follow once.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= maxConnections)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);
}
