using Orleans.Runtime;

namespace Mqant.Gateway.Limits;

/// <summary>
/// Limits the grain keys that somebody chooses for the first time: each is a new activation for somebody to pay. A key that was used within the last minute is in use and costs
/// nothing; after two minutes without a use it is new again.
/// </summary>
/// <param name="limit">New keys a minute; as many can be chosen at once. What was spent comes back steadily.</param>
/// <param name="time">The time.</param>
internal sealed class KeyLimiter(int limit, TimeProvider time)
{
    /// <summary>How many times the limit can be in use. Who keeps every key in use gets no new ones beyond it, for each is a grain and takes memory here.</summary>
    internal const int MostInUse = 16;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly long _price = Window.Ticks / limit;
    private readonly long _origin = time.GetTimestamp();

    // Keys used in this window and in the one before. Both keep the room that they had: a session that stays with its keys allocates nothing.
    private HashSet<GrainId> _now = [];
    private HashSet<GrainId> _before = [];
    private long _window;
    private SteadyBudget _new;

    /// <summary>Whether the key may be used now.</summary>
    public bool TryUse(GrainId grain) => TryUse(grain, address: null);

    /// <summary>Whether the key may be used now; where it is new, the address is asked too, and nothing is spent of either unless both have it.</summary>
    public bool TryUse(GrainId grain, AddressRecord? address)
    {
        var now = time.GetElapsedTime(_origin).Ticks;
        Turn(now / Window.Ticks);
        if (_now.Contains(grain))
        {
            return true;
        }

        if (!_before.Remove(grain) && !TrySpend(now, grain, address))
        {
            return false;
        }

        _now.Add(grain);
        return true;
    }

    private void Turn(long window)
    {
        if (window == _window)
        {
            return;
        }

        (_before, _now) = (_now, _before);
        _now.Clear();
        if (window > _window + 1)
        {
            _before.Clear();
        }

        _window = window;
    }

    private bool TrySpend(long now, GrainId grain, AddressRecord? address) =>
        _now.Count + _before.Count < (long)MostInUse * limit
        && _new.Has(now, _price, Window.Ticks)
        && address?.TryUseKey(grain) != false
        && _new.TrySpend(now, _price, Window.Ticks);
}
