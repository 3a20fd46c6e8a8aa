namespace Mqant;

/// <summary>
/// Tells the rooms of a silo when their ticks are due: one timer for all of them, always set to the earliest. It only wakes rooms; the ticks run as
/// turns of their grains.
/// </summary>
internal sealed class RoomClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<IRoomAlarm, long> _due = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _set = long.MaxValue;

    public RoomClock(TimeProvider time)
    {
        _time = time;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(static clock => ((RoomClock)clock!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Rings an alarm once, at a timestamp of the time provider or as soon after it as possible.</summary>
    public void Schedule(IRoomAlarm alarm, long due)
    {
        lock (_gate)
        {
            _due.Enqueue(alarm, due);
            if (due < _set)
            {
                SetTimer(due);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        lock (_gate)
        {
            _set = long.MaxValue;
            var now = _time.GetTimestamp();
            while (_due.TryPeek(out var alarm, out var due))
            {
                if (due > now)
                {
                    SetTimer(due);
                    break;
                }

                _due.Dequeue();
                alarm.Ring();
            }
        }
    }

    private void SetTimer(long due)
    {
        _set = due;

        // Timers count in whole milliseconds: rounded up, so that it does not ring before its time and again.
        var left = Math.Max(0, due - _time.GetTimestamp());
        var milliseconds = ((left * 1_000) + _time.TimestampFrequency - 1) / _time.TimestampFrequency;
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}

/// <summary>Something that a <see cref="RoomClock"/> wakes.</summary>
internal interface IRoomAlarm
{
    /// <summary>Called on any thread under the clock's lock: it only enqueues.</summary>
    void Ring();
}
