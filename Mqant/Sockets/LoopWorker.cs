namespace Mqant;

/// <summary>
/// The worker of the thread pool that runs a loop: the pool may have one more for it. Where the process has no other loop it does everything alone as long as it keeps up: what it queues it runs next itself, and no
/// other is woken to look for it, which costs more than the work where there is little. It has until <see cref="Stuck"/> to come round, <see cref="Renewal"/> more at most, and <see cref="Long"/> to have
/// nothing left to do, <see cref="Stuck"/> more at most; where it has not, all others are let in, and it tries again after a pause that grows while it fails. While it sleeps what others have queued waits for
/// <see cref="Stuck"/> and <see cref="Renewal"/> at most; where that happens too often it gives up, too.
/// </summary>
/// <remarks>
/// The loop calls everything but <see cref="GiveUpForEver"/> and <see cref="Dispose"/>. Whoever sets the pool's limits by hand (<see cref="ThreadPool.SetMinThreads"/>, <see cref="ThreadPool.SetMaxThreads"/> or the runtime's configuration) is left alone
/// from then on.
/// </remarks>
internal sealed class LoopWorker : IDisposable
{
    // How long a round of the loop may take.
    private static readonly TimeSpan Stuck = TimeSpan.FromMilliseconds(1);

    // To set a timer of the kernel costs 2 µs in a virtual machine: the alarm is set to this much more than Stuck, and again when no more than Stuck is left.
    private static readonly TimeSpan Renewal = TimeSpan.FromMilliseconds(0.5);

    // How long its rounds may follow each other before others help.
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(4);

    // How often the alarm rings while the loop sleeps, before others are let in.
    private const int NapsTogether = 4;

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
    private long _roundAt;
    private long _begunAt;
    private TimeSpan _pause = ShortestPause;
    private Naps _naps;
    private long _setAt;
    private int _napsInARow;
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
        _alarm = createAlarm?.Invoke(OnAlarm);

        // While the loop waits others must have as many workers as without it.
        _isAdded = pool.TrySetFewest(pool.Limits.Fewest + 1);
        _limits = pool.Limits;
        _tryAt = _triedAt = time.GetTimestamp();
        _isOver = !_isAdded || _alarm is null;
    }

    /// <summary>The loop has come round, and goes on to what it has found.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _roundAt = _time.GetTimestamp();
            if (_isWorking || _isOver)
            {
                return;
            }

            if (_areShutOut && _naps.IsTooOften(_pool.Queued > 0))
            {
                GiveUp();
                return;
            }

            // Who has come in all the same may be stuck.
            var areOut = _areShutOut && _time.GetElapsedTime(_setAt, _roundAt) < Renewal && _pool.AtWork <= 1;
            if (areOut || TryShutOut(_roundAt))
            {
                _isWorking = true;
                _begunAt = _roundAt;
            }
        }
    }

    /// <summary>
    /// The loop has found nothing to do. False when something is queued that only this worker runs: then it has to come round again. Where somebody else is at work, too, and something is queued, he may need the
    /// processor for it, and may be stuck: others are let in, and the loop sleeps.
    /// </summary>
    public bool TryEnd()
    {
        if (!_areShutOut)
        {
            return true;
        }

        var isQueued = _pool.Queued > 0;
        if (isQueued && _pool.AtWork <= 1)
        {
            return false;
        }

        lock (_gate)
        {
            if (_isWorking)
            {
                _isWorking = false;
                _napsInARow = 0;
                if (isQueued)
                {
                    LetOthersIn();
                }
            }
        }

        return true;
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

    // Others are let in until it tries again.
    private void GiveUp()
    {
        _pause = _time.GetElapsedTime(_triedAt) >= Proven ? ShortestPause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
        _tryAt = _time.GetTimestamp() + (long)(_pause.TotalSeconds * _time.TimestampFrequency);
        ShareAgain();
    }

    // Also of an alarm that was set again while it rang.
    private void OnAlarm()
    {
        lock (_gate)
        {
            if (!_areShutOut)
            {
                return;
            }

            if (_isWorking)
            {
                OnWork();
            }
            else
            {
                OnNap(_pool.Queued > 0);
            }
        }
    }

    private void OnWork()
    {
        var round = _time.GetElapsedTime(_roundAt);
        if (round >= Stuck || _time.GetElapsedTime(_begunAt) >= Long)
        {
            GiveUp();
        }
        else
        {
            _alarm!.Set(Stuck - round);
        }
    }

    private void OnNap(bool isQueued)
    {
        if (_naps.IsTooOften(isQueued))
        {
            GiveUp();
        }
        else if (isQueued || ++_napsInARow == NapsTogether)
        {
            LetOthersIn();
        }
        else
        {
            _alarm!.Set(Stuck);
        }
    }

    private bool TryShutOut(long now)
    {
        if (_pool.AtWork > 1)
        {
            // He would have to stop, and may be stuck.
            LetOthersIn();
            return false;
        }

        if (!_isTrying)
        {
            if (now < _tryAt)
            {
                return false;
            }

            _triedAt = now;
            _isTrying = true;
        }

        if (!TryAimAtOne())
        {
            // The pool is set by somebody else.
            GiveUpForEver();
            return false;
        }

        _setAt = now;
        _alarm!.Set(Stuck + Renewal);
        return true;
    }

    // The number of workers that the pool aims at follows the most only when it is above. Then the most is as before, so that nobody who asks for more is refused. The pool tries other numbers by itself: this is
    // repeated when the alarm is renewed.
    private bool TryAimAtOne()
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
