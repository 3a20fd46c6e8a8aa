namespace Mqant;

/// <summary>
/// Makes whoever fails too often wait, longer each time. A try counts from its beginning, so that many at once count too, and is taken back when it succeeds. Memory is bounded: of keys that were
/// not touched while as many others came as there is room for, nothing is known any more.
/// </summary>
/// <param name="freeTries">Tries that cost nothing.</param>
/// <param name="maxWait">The longest wait.</param>
/// <param name="capacity">Keys that are remembered at least; twice as many at most.</param>
/// <param name="time">The time.</param>
internal sealed class FailureBook(int freeTries, TimeSpan maxWait, int capacity, TimeProvider time)
{
    /// <summary>Addresses that are remembered at least.</summary>
    private const int Addresses = 20_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private Dictionary<string, Entry> _before = new(StringComparer.Ordinal);

    /// <summary>How many keys are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count + _before.Count;
            }
        }
    }

    /// <summary>One whose keys are those of addresses.</summary>
    public static FailureBook OfAddresses(BackOffOptions options, TimeProvider time) => new(options.AddressTries, options.MaxWait, Addresses, time);

    /// <summary>Begins a try, or says how long it must wait; then it does not count.</summary>
    public TimeSpan? Begin(string key)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var entry = Touch(key);
            if (entry.Failures >= freeTries && GetWait(entry.Failures) - time.GetElapsedTime(entry.Last, now) is { Ticks: > 0 } left)
            {
                return left;
            }

            entry.Failures = time.GetElapsedTime(entry.Last, now) > 2 * maxWait ? 1 : entry.Failures + 1;
            entry.Last = now;
            return null;
        }
    }

    /// <summary>The try was none: it succeeded, or nobody could tell.</summary>
    public void TakeBack(string key)
    {
        lock (_gate)
        {
            var entry = Touch(key);
            if (--entry.Failures <= 0)
            {
                _entries.Remove(key);
            }
        }
    }

    /// <summary>Forgets all tries of a key.</summary>
    public void Forget(string key)
    {
        lock (_gate)
        {
            _entries.Remove(key);
            _before.Remove(key);
        }
    }

    private TimeSpan GetWait(int failures) => TimeSpan.FromTicks(Math.Min(maxWait.Ticks, FirstWait.Ticks << Math.Min(30, failures - freeTries)));

    private Entry Touch(string key)
    {
        if (_entries.TryGetValue(key, out var entry))
        {
            return entry;
        }

        if (_entries.Count >= capacity)
        {
            _before = _entries;
            _entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        }

        _before.Remove(key, out entry);
        return _entries[key] = entry ?? new Entry { Last = time.GetTimestamp() };
    }

    private sealed class Entry
    {
        public int Failures { get; set; }

        public long Last { get; set; }
    }
}
