namespace Mqant;

/// <summary>
/// Something that may be spent at once and comes back steadily: there is no moment at which all of it is new. Times are ticks of any clock that does not go back. Not thread-safe.
/// </summary>
internal struct SteadyBudget
{
    // How long it takes from _since on until all has come back.
    private long _debt;
    private long _since;

    /// <summary>Spends if there is enough.</summary>
    /// <param name="now">The time.</param>
    /// <param name="price">How long it takes until what is spent has come back.</param>
    /// <param name="whole">How long it takes until all has come back after everything was spent.</param>
    public bool TrySpend(long now, long price, long whole)
    {
        var debt = DebtAt(now) + price;
        if (debt > whole)
        {
            return false;
        }

        (_debt, _since) = (debt, now);
        return true;
    }

    /// <summary>Whether there is enough, without spending it.</summary>
    public readonly bool Has(long now, long price, long whole) => DebtAt(now) + price <= whole;

    /// <summary>Whether nothing is missing: then it is as good as a new one.</summary>
    public readonly bool IsWhole(long now) => DebtAt(now) == 0;

    /// <summary>How long it takes until all has come back.</summary>
    public readonly long DebtAt(long now) => Math.Max(0, _debt - (now - _since));
}
