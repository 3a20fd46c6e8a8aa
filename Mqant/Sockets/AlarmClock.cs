namespace Mqant;

/// <summary>Calls back on a thread of its own, which nothing that happens in the thread pool holds up. To set it is a system call; the thread is woken only when it rings.</summary>
internal sealed unsafe class AlarmClock : IAlarm
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromTicks(1);

    private readonly Lock _gate = new();
    private readonly int _clock;
    private readonly Action _ring;
    private bool _isOver;

    public AlarmClock(Action ring)
    {
        _ring = ring;
        _clock = Libc.CreateTimer(Libc.MonotonicClock, Libc.CloseOnExec);
        if (_clock < 0)
        {
            throw Libc.Failure("timerfd_create");
        }

        new Thread(Run) { IsBackground = true, Name = "Mqant loop" }.UnsafeStart();
    }

    public void Set(TimeSpan after)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                SetTo(after);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _isOver = true;
                SetTo(AtOnce);
            }
        }
    }

    private void Run()
    {
        while (true)
        {
            ulong times;
            _ = Libc.Read(_clock, &times, sizeof(ulong));
            lock (_gate)
            {
                if (_isOver)
                {
                    _ = Libc.Close(_clock);
                    return;
                }
            }

            _ring();
        }
    }

    private void SetTo(TimeSpan after)
    {
        var setting = stackalloc long[] { 0, 0, after.Ticks / TimeSpan.TicksPerSecond, after.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick };
        _ = Libc.SetTimer(_clock, 0, setting, null);
    }
}
