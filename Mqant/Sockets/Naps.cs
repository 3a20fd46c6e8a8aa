namespace Mqant;

/// <summary>Naps of the pool's only worker, each a sleep or a part of one until its alarm rings, and whether others keep coming meanwhile who then wait for it: in one nap of eight or more is too often.</summary>
internal struct Naps
{
    private const int Weight = 8;
    private const int TooOften = 8 * Weight;

    private int _disturbed;

    /// <summary>One is over; returns whether it happens too often, and then forgets what was.</summary>
    /// <param name="somebodyWaits">Whether something was queued meanwhile.</param>
    public bool IsTooOften(bool somebodyWaits)
    {
        _disturbed = somebodyWaits ? _disturbed + Weight : Math.Max(0, _disturbed - 1);
        if (_disturbed < TooOften)
        {
            return false;
        }

        _disturbed = 0;
        return true;
    }
}
