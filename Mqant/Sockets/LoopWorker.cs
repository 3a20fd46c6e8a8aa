namespace Mqant;

/// <summary>
/// The worker of the thread pool that runs a loop: the pool may have one more for it. Where the process has no other loop it does everything alone as long as it keeps up: what it queues it runs next itself, and no
/// other is woken to look for it, which costs more than the work where there is little. It has until <see cref="StuckMilliseconds"/> to come round, and a few rounds to come to an end; where it has not, all others are
/// let in, and it tries again after a pause that grows while it fails.
/// </summary>
/// <remarks>
/// The loop calls everything but <see cref="GiveUpForEver"/> and <see cref="Dispose"/>. Whoever sets the pool's limits by hand (<see cref="ThreadPool.SetMinThreads"/>, <see cref="ThreadPool.SetMaxThreads"/> or the runtime's configuration) is left alone
/// from then on.
/// </remarks>
internal sealed class LoopWorker : IDisposable
{
    private const int StuckMilliseconds = 1;

    // How often it may have come round within that time, before others help.
    private const int RoundsTogether = 4;

    // Pauses between tries.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // A try that went well for so long was a good one.
    private static readonly TimeSpan Proven = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly IWorkerPool _pool;
    private readonly IAlarm? _alarm;
    private readonly TimeProvider _time;
    private readonly WorkerLimits _limits;
    private readonly bool _isAdded;
    private long _triedAt;
    private long _tryAt;
    private long _awaitedSince;
    private long _rounds;
    private long _roundsBefore;
    private TimeSpan _pause = ShortestPause;
    private int _late;
    private bool _isTrying;
    private bool _isWorking;
    private volatile bool _areShutOut;
    private bool _isOver;

    /// <param name="pool">Where it works.</param>
    /// <param name="createAlarm">Something that calls back; null where others are never shut out.</param>
    /// <param name="time">When to try again.</param>
    public LoopWorker(IWorkerPool pool, Func<Action, IAlarm>? createAlarm, TimeProvider time)
    {
        _pool = pool;
        _time = time;
        _alarm = createAlarm?.Invoke(OnStuck);

        // While the loop waits others must have as many workers as without it.
        _isAdded = pool.TrySetFewest(pool.Limits.Fewest + 1);
        _limits = pool.Limits;
        _tryAt = _triedAt = time.GetTimestamp();
        _isOver = !_isAdded || _alarm is null;
    }

    /// <summary>Whether others have to be let in before they can work: while it works alone, and while the loop sleeps until they are.</summary>
    public bool IsAlone => _areShutOut;

    /// <summary>Whether something is queued that this worker must run. Where somebody else is at work he may need the processor for it; <see cref="End"/> lets others in, should he be stuck.</summary>
    public bool IsAwaited => _areShutOut && _pool.AtWork <= 1 && _pool.Queued > 0;

    /// <summary>The loop has come round, and goes on to what it has found.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _rounds++;
            if (_isWorking || _isOver)
            {
                return;
            }

            if (_pool.AtWork > 1)
            {
                // He would have to stop, and may be stuck.
                LetOthersIn();
                return;
            }

            if (!_isTrying && !TryBeAlone())
            {
                return;
            }

            if (!TryShutOut())
            {
                // The pool is set by somebody else.
                GiveUpForEver();
                return;
            }

            _isWorking = true;
            _late = 0;
            AwaitRound();
        }
    }

    /// <summary>The loop has nothing to do, and nobody waits for its worker. Where somebody else is at work and something is queued others are let in.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (!_isWorking)
            {
                return;
            }

            _isWorking = false;
            _alarm!.Stop();
            if (_pool.AtWork > 1 && _pool.Queued > 0)
            {
                LetOthersIn();
            }
        }
    }

    /// <summary>It stays quiet: others are let in until there is something to do.</summary>
    public void LetIn()
    {
        lock (_gate)
        {
            LetOthersIn();
        }
    }

    /// <summary>Others are let in until it tries again.</summary>
    public void GiveUp()
    {
        lock (_gate)
        {
            if (!_isTrying)
            {
                return;
            }

            _pause = _time.GetElapsedTime(_triedAt) >= Proven ? ShortestPause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
            _tryAt = _time.GetTimestamp() + (long)(_pause.TotalSeconds * _time.TimestampFrequency);
            ShareAgain();
        }
    }

    /// <summary>Others are let in for ever.</summary>
    public void GiveUpForEver()
    {
        lock (_gate)
        {
            _isOver = true;
            ShareAgain();
            _alarm?.Dispose();
        }
    }

    public void Dispose()
    {
        GiveUpForEver();
        _ = _isAdded && _pool.TrySetFewest(_pool.Limits.Fewest - 1);
    }

    private bool TryBeAlone()
    {
        var now = _time.GetTimestamp();
        if (now < _tryAt)
        {
            return false;
        }

        _triedAt = now;
        return _isTrying = true;
    }

    private void OnStuck()
    {
        lock (_gate)
        {
            // It may have begun again while this thread was on its way here.
            if (!_isWorking || _time.GetElapsedTime(_awaitedSince).TotalMilliseconds < StuckMilliseconds)
            {
                return;
            }

            if (_rounds == _roundsBefore || ++_late == RoundsTogether)
            {
                GiveUp();
            }
            else
            {
                AwaitRound();
            }
        }
    }

    private void AwaitRound()
    {
        _roundsBefore = _rounds;
        _awaitedSince = _time.GetTimestamp();
        _alarm!.Set(StuckMilliseconds);
    }

    // The number of workers that the pool aims at follows the most only when it is above. Then the most is as before, so that nobody who asks for more is refused. The pool tries other numbers by itself: this is
    // repeated each time.
    private bool TryShutOut()
    {
        if (_pool.Limits != _limits with { Fewest = _areShutOut ? 1 : _limits.Fewest } || !_pool.TrySetFewest(1))
        {
            return false;
        }

        _areShutOut = true;
        return _pool.TrySetMost(1) && _pool.TrySetMost(_limits.Most);
    }

    private void ShareAgain()
    {
        _isTrying = false;
        _isWorking = false;
        LetOthersIn();
    }

    private void LetOthersIn()
    {
        if (_areShutOut && _pool.Limits.Fewest == 1)
        {
            _pool.TrySetFewest(Math.Min(_limits.Fewest, _pool.Limits.Most));
        }

        _areShutOut = false;
    }
}
