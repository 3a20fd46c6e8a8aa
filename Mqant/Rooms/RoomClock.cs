namespace Mqant;

/// <summary>
/// Tells the rooms of a silo when their ticks are due: one thread for all of them, which sleeps until the earliest. It only wakes rooms; the ticks run as
/// turns of their grains. A thread of its own is punctual where a timer would have to wait for the thread pool first: measured on two busy cores, half of
/// the ticks begin more than 1 ms earlier.
/// </summary>
internal sealed class RoomClock : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<IRoomAlarm, long> _alarms = new();
    private readonly TimeProvider _time;

    // A thread sleeps by the machine's time; any other time, as in tests, rings by a timer.
    private readonly AutoResetEvent? _sooner;
    private readonly ITimer? _timer;
    private long _next = long.MaxValue;
    private bool _stopped;

    public RoomClock(TimeProvider time)
    {
        _time = time;
        if (time == TimeProvider.System)
        {
            _sooner = new AutoResetEvent(false);
            new Thread(Run) { IsBackground = true, Name = "Mqant rooms" }.UnsafeStart();
        }
        else
        {
            _timer = time.CreateTimer(static clock => ((RoomClock)clock!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Rings an alarm once, at a timestamp of the time provider or as soon after it as possible.</summary>
    public void Schedule(IRoomAlarm alarm, long due)
    {
        lock (_gate)
        {
            _alarms.Enqueue(alarm, due);
            if (due >= _next)
            {
                return;
            }

            _next = due;
            _timer?.Change(TimeUntil(due), Timeout.InfiniteTimeSpan);
            _sooner?.Set();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        Volatile.Write(ref _stopped, true);
        _sooner?.Set();
    }

    private void Run()
    {
        while (!Volatile.Read(ref _stopped))
        {
            _sooner!.WaitOne(Ring());
        }
    }

    /// <summary>Rings what is due and returns the time until the next alarm.</summary>
    private TimeSpan Ring()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            while (_alarms.TryPeek(out var alarm, out var due) && due <= now)
            {
                _alarms.Dequeue();
                alarm.Ring();
            }

            if (!_alarms.TryPeek(out _, out _next))
            {
                _next = long.MaxValue;
                return Timeout.InfiniteTimeSpan;
            }

            var left = TimeUntil(_next);
            _timer?.Change(left, Timeout.InfiniteTimeSpan);
            return left;
        }
    }

    // In whole milliseconds, in which threads sleep and timers count; rounded up, so that nothing rings before its time.
    private TimeSpan TimeUntil(long due) => TimeSpan.FromMilliseconds(
        Math.Ceiling(Math.Max(0, due - _time.GetTimestamp()) * 1_000.0 / _time.TimestampFrequency));
}

/// <summary>Something that a <see cref="RoomClock"/> wakes.</summary>
internal interface IRoomAlarm
{
    /// <summary>Called on any thread under the clock's lock: it only enqueues.</summary>
    void Ring();
}
