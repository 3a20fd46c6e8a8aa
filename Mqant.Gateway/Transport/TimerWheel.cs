namespace Mqant.Gateway.Transport;

/// <summary>
/// All deadlines of all connections on one timer: a connection then costs no timer of its own, and an idle one is looked at only when something
/// may be due. Deadlines are never early and at most two ticks late.
/// </summary>
internal sealed class TimerWheel : IDisposable
{
    /// <summary>How often the wheel turns.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    // A turn takes 51.2 s; what is due later stays in its slot for more turns.
    private const int SlotCount = 512;

    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ITimer _timer;

    // Taken when a deadline is set or dropped, which happens when connections come, go or get stuck, never for a packet.
    private readonly Lock _gate = new();
    private readonly WheelTimer?[] _slots = new WheelTimer?[SlotCount];
    private readonly List<WheelTimer> _due = [];
    private long _turned;
    private long _now;
    private int _turning;

    public TimerWheel(TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
        _timer = time.CreateTimer(static wheel => ((TimerWheel)wheel!).Turn(), this, Tick, Tick);
    }

    /// <summary>Milliseconds since the wheel was made, as of its last turn: a clock that costs one read.</summary>
    public long Now => Volatile.Read(ref _now);

    /// <summary>A deadline that calls <paramref name="callback"/> with <paramref name="state"/> when it passes. Not running yet.</summary>
    public WheelTimer CreateTimer(Action<object> callback, object state) => new(this, callback, state);

    /// <summary>The states of the timers that run; once for each timer.</summary>
    public IReadOnlyList<object> GetStates()
    {
        var states = new List<object>();
        lock (_gate)
        {
            foreach (var head in _slots)
            {
                for (var timer = head; timer is not null; timer = timer.Next)
                {
                    states.Add(timer.State);
                }
            }
        }

        return states;
    }

    public void Dispose() => _timer.Dispose();

    internal void Start(WheelTimer timer, TimeSpan delay)
    {
        // The coarse clock may lag behind: a delay counted from it would end early.
        var due = (long)Math.Ceiling((_time.GetElapsedTime(_started) + delay) / Tick);
        lock (_gate)
        {
            Unlink(timer);
            timer.Due = Math.Max(due, _turned + 1);
            ref var head = ref _slots[timer.Due % SlotCount];
            timer.Next = head;
            if (head is not null)
            {
                head.Previous = timer;
            }

            head = timer;
        }
    }

    internal void Stop(WheelTimer timer)
    {
        lock (_gate)
        {
            Unlink(timer);
        }
    }

    // One that was started again by one that fired before it has a new deadline.
    internal bool IsRunning(WheelTimer timer)
    {
        lock (_gate)
        {
            return timer.Due != WheelTimer.NotRunning;
        }
    }

    private void Unlink(WheelTimer timer)
    {
        if (timer.Due == WheelTimer.NotRunning)
        {
            return;
        }

        if (timer.Previous is null)
        {
            _slots[timer.Due % SlotCount] = timer.Next;
        }
        else
        {
            timer.Previous.Next = timer.Next;
        }

        if (timer.Next is not null)
        {
            timer.Next.Previous = timer.Previous;
        }

        timer.Next = null;
        timer.Previous = null;
        timer.Due = WheelTimer.NotRunning;
    }

    private void Turn()
    {
        // A machine that stood still delivers several timer events at once; one of them does the work of all.
        if (Interlocked.Exchange(ref _turning, 1) != 0)
        {
            return;
        }

        try
        {
            var elapsed = _time.GetElapsedTime(_started);
            Volatile.Write(ref _now, (long)elapsed.TotalMilliseconds);
            Collect(elapsed.Ticks / Tick.Ticks);
            foreach (var timer in _due)
            {
                if (!timer.IsRunning)
                {
                    timer.Fire();
                }
            }
        }
        finally
        {
            _due.Clear();
            Volatile.Write(ref _turning, 0);
        }
    }

    private void Collect(long now)
    {
        lock (_gate)
        {
            // After a long standstill every slot is visited once, not once for every tick that was missed.
            for (var at = Math.Max(_turned, now - SlotCount) + 1; at <= now; at++)
            {
                for (var timer = _slots[at % SlotCount]; timer is not null;)
                {
                    var next = timer.Next;
                    if (timer.Due <= now)
                    {
                        Unlink(timer);
                        _due.Add(timer);
                    }

                    timer = next;
                }
            }

            _turned = Math.Max(_turned, now);
        }
    }
}
