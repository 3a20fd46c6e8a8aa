using System.Net;

namespace Mqant.Gateway.Limits;

/// <summary>
/// What is known of the addresses from which clients come: kept while one is connected, and after that until all that was spent has come back, so that connecting anew renews nothing.
/// </summary>
internal sealed class AddressBook(Func<GatewayLimits> limits, TimeProvider time)
{
    // Beyond so many the newcomers share one entry: those who bring so many addresses have what they want, and memory is not part of it.
    private const int MaxAddresses = 200_000;

    // How many newcomers come before it is looked again who can be forgotten.
    private const int SweepEvery = 1_024;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, AddressRecord> _records = [];
    private readonly long _origin = time.GetTimestamp();
    private AddressRecord? _others;
    private int _sweepAt = SweepEvery;

    /// <summary>The limits as they are now.</summary>
    public GatewayLimits Limits => limits();

    /// <summary>The time that budgets of addresses are in.</summary>
    public long Now => time.GetElapsedTime(_origin).Ticks;

    public TimeProvider Time => time;

    /// <summary>The most connections from one address.</summary>
    public int Busiest
    {
        get
        {
            lock (_gate)
            {
                return _records.Count == 0 ? 0 : _records.Values.Max(static record => record.Connections);
            }
        }
    }

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _records.Count;
            }
        }
    }

    /// <summary>The entry of an address, which is new where it is not known; null for what is no internet address.</summary>
    public AddressRecord? Find(EndPoint? endPoint) => endPoint is IPEndPoint ip ? Find(ip.Address) : null;

    /// <inheritdoc cref="Find(EndPoint)"/>
    public AddressRecord? Find(string address) => IPAddress.TryParse(address, out var ip) ? Find(ip) : null;

    /// <summary>Forgets who can be forgotten, also when nobody comes any more.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            Sweep();
            _records.TrimExcess();
            _sweepAt = _records.Count + SweepEvery;
        }
    }

    private AddressRecord Find(IPAddress address)
    {
        var key = AddressKey.Of(address);
        lock (_gate)
        {
            if (_records.TryGetValue(key, out var known))
            {
                return known;
            }

            if (_records.Count >= _sweepAt)
            {
                Sweep();
                _sweepAt = _records.Count + SweepEvery;
            }

            return _records.Count < MaxAddresses ? _records[key] = new AddressRecord(this) : _others ??= new AddressRecord(this);
        }
    }

    private void Sweep()
    {
        var now = Now;
        foreach (var (key, record) in _records)
        {
            if (record.IsAsNew(now))
            {
                _records.Remove(key);
            }
        }
    }
}
