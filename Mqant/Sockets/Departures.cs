using System.Diagnostics;

namespace Mqant;

/// <summary>
/// Holds back what one thread sends while it works on several things: each socket is written to once, at the end, however much was put into its pipe meanwhile. Outside of that a
/// flush is a write. Holding may be nested; all that one thread holds leaves when it releases as often as it held, or when the first of it has waited as long as sending took the last time, one to ten milliseconds: what others write to the same socket meanwhile
/// waits with it.
/// </summary>
internal sealed class Departures
{
    // More would keep memory of the thread's for ever.
    private const int Most = 4096;

    // In timestamp units, a millisecond and ten. In between no more time goes into sending than into what is sent.
    private static readonly long Shortest = Stopwatch.Frequency / 1_000;
    private static readonly long Longest = Stopwatch.Frequency / 100;

    [ThreadStatic]
    private static Departures? _current;

    private readonly List<(Action<object?> Depart, object? State)> _held = [];
    private long _since;
    private long _patience = Shortest;
    private int _depth;
    private bool _departs;

    /// <summary>Holds what this thread sends until what is returned is disposed of.</summary>
    public static Held Hold()
    {
        (_current ??= new Departures())._depth++;
        return default;
    }

    /// <summary>Runs it now, or when this thread releases.</summary>
    public static void Depart(Action<object?> depart, object? state)
    {
        if (_current is { _depth: > 0 } current)
        {
            current.Add(depart, state);
        }
        else
        {
            depart(state);
        }
    }

    /// <summary>Sends what this thread holds back now, and goes on to hold.</summary>
    public static void DepartNow() => _current?.Depart();

    /// <summary>Sends what this thread holds back if it has waited long enough. For whoever goes on for long without anything new to hold back.</summary>
    public static void DepartIfDue()
    {
        if (_current is { _held.Count: > 0 } current && Stopwatch.GetTimestamp() - current._since >= current._patience)
        {
            current.Depart();
        }
    }

    private void Add(Action<object?> depart, object? state)
    {
        var now = Stopwatch.GetTimestamp();
        _since = _held.Count == 0 ? now : _since;
        _held.Add((depart, state));
        if (_held.Count == Most || now - _since >= _patience)
        {
            Depart();
        }
    }

    // One that goes may add the next of its socket, which goes with these: those before it must not go again.
    private void Depart()
    {
        if (_departs)
        {
            return;
        }

        _departs = true;
        var started = Stopwatch.GetTimestamp();
        try
        {
            for (var i = 0; i < _held.Count; i++)
            {
                var (depart, state) = _held[i];
                depart(state);
            }
        }
        finally
        {
            _held.Clear();
            _departs = false;
        }

        _patience = Math.Clamp(Stopwatch.GetTimestamp() - started, Shortest, Longest);
    }

    private static void Release()
    {
        var current = _current!;
        if (--current._depth == 0)
        {
            current.Depart();
        }
    }

    /// <summary>Ends <see cref="Hold"/>, on the thread that began it.</summary>
    public readonly ref struct Held
    {
        public void Dispose() => Release();
    }
}
