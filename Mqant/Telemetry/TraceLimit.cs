namespace Mqant;

/// <summary>
/// How many of the requests that are to be recorded are: a recorded request costs many times what another does, and where there are a hundred thousand a second, or all of them fail, a small
/// share of them is more than anybody reads.
/// </summary>
internal sealed class TraceLimit(TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _left = double.MaxValue;
    private long _filled;

    /// <summary>Whether another one may be recorded.</summary>
    /// <param name="perSecond">How many in a second: as many at once, then as they come back.</param>
    public bool TryTake(int perSecond)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _left = Math.Min(_left + (time.GetElapsedTime(_filled, now).TotalSeconds * perSecond), perSecond);
            _filled = now;
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
