using Orleans.Runtime;

namespace Mqant.Gateway.Dispatch;

/// <summary>Counts the grain keys that a session chose for the first time within a minute: each is a new activation for somebody to pay.</summary>
internal sealed class KeyLimiter(int limit, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly HashSet<GrainId> _before = [];
    private readonly HashSet<GrainId> _now = [];
    private long _started = time.GetTimestamp();

    public bool TryUse(GrainId grain)
    {
        if (time.GetElapsedTime(_started) >= Window)
        {
            // Keys in use stay known for one more window; older ones count as new again.
            _started = time.GetTimestamp();
            _before.Clear();
            _before.UnionWith(_now);
            _now.Clear();
        }

        return _before.Contains(grain) || _now.Contains(grain) || (_now.Count < limit && _now.Add(grain));
    }
}
