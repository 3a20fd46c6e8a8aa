using System.Collections.Concurrent;

namespace Mqant.Gateway.Transport;

/// <summary>Counts who has introduced himself, and turns away whoever would exceed the limits of this process.</summary>
internal sealed class ConnectionGate(int maxConnections, int maxConnectionsPerAddress)
{
    private readonly ConcurrentDictionary<string, int>? _perAddress = maxConnectionsPerAddress > 0 ? new() : null;
    private int _count;

    public int MaxConnections => maxConnections;

    public int MaxConnectionsPerAddress => maxConnectionsPerAddress;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The most from one address, where these are limited.</summary>
    public int Busiest => _perAddress?.Select(static address => address.Value).DefaultIfEmpty().Max() ?? 0;

    /// <summary>Counts a connection in. False when there is no room for it; else <see cref="Leave"/> must follow once.</summary>
    public bool TryEnter(string address)
    {
        if (Interlocked.Increment(ref _count) > maxConnections)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        if (_perAddress is null || _perAddress.AddOrUpdate(address, 1, static (_, count) => count + 1) <= maxConnectionsPerAddress)
        {
            return true;
        }

        Leave(address);
        return false;
    }

    public void Leave(string address)
    {
        Interlocked.Decrement(ref _count);
        if (_perAddress is null)
        {
            return;
        }

        var left = _perAddress.AddOrUpdate(address, 0, static (_, count) => count - 1);
        if (left <= 0)
        {
            // Only the entry that still says so: somebody may have entered meanwhile.
            _perAddress.TryRemove(new KeyValuePair<string, int>(address, left));
        }
    }
}
