using Orleans.Runtime;

namespace Mqant.Gateway.Limits;

/// <summary>What the clients of one address have used. Guarded by itself.</summary>
internal sealed class AddressRecord(AddressBook book)
{
    private readonly Lock _gate = new();
    private SteadyBudget _connects;
    private SteadyBudget _logins;
    private KeyLimiter? _keys;
    private long _lastKey;

    /// <summary>Its connections of client protocols. Only the gate of the sockets changes this and what follows, under its own lock.</summary>
    public int Connections { get; set; }

    /// <summary>Its connections of HTTP.</summary>
    public int Http { get; set; }

    /// <summary>Those of them that are only there to be told that they are too many.</summary>
    public int Refused { get; set; }

    /// <summary>Whether one more may connect now.</summary>
    /// <param name="burst">How many may connect at once.</param>
    public bool TryConnect(int burst)
    {
        var rate = book.Limits.MaxConnectsPerSecondPerAddress;
        if (rate == 0)
        {
            return true;
        }

        var price = TimeSpan.TicksPerSecond / rate;
        lock (_gate)
        {
            return _connects.TrySpend(book.Now, price, price * Math.Max(burst, rate));
        }
    }

    /// <summary>Whether a key that is new to one of its sessions may be used.</summary>
    public bool TryUseKey(GrainId grain)
    {
        var limit = book.Limits.MaxNewKeysPerMinutePerAddress;
        if (limit == 0)
        {
            return true;
        }

        lock (_gate)
        {
            _lastKey = book.Now;
            return (_keys ??= new KeyLimiter(limit, book.Time)).TryUse(grain);
        }
    }

    /// <summary>Whether one of its sessions may become another user.</summary>
    public bool TryLogIn()
    {
        var limit = book.Limits.MaxLoginsPerMinutePerAddress;
        if (limit == 0)
        {
            return true;
        }

        lock (_gate)
        {
            return _logins.TrySpend(book.Now, TimeSpan.TicksPerMinute / limit, TimeSpan.TicksPerMinute);
        }
    }

    /// <summary>Whether a new entry would say the same.</summary>
    public bool IsAsNew(long now)
    {
        lock (_gate)
        {
            return Connections == 0 && Http == 0 && _connects.IsWhole(now) && _logins.IsWhole(now) && (_keys is null || now - _lastKey > 2 * TimeSpan.TicksPerMinute);
        }
    }
}
