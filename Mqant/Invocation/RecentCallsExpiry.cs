namespace Mqant;

/// <summary>Ends the memory of this silo's new activations, whether or not they are called again.</summary>
internal sealed class RecentCallsExpiry : IDisposable
{
    /// <summary>How long after its activation a grain remembers: calls on their way to its predecessor have arrived by then.</summary>
    internal static readonly TimeSpan Remember = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Queue<(long Activated, RecentCalls Calls)> _queue = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public RecentCallsExpiry(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The memory of an activation that begins now.</summary>
    public RecentCalls Begin()
    {
        var calls = new RecentCalls();
        lock (_gate)
        {
            _queue.Enqueue((_time.GetTimestamp(), calls));
            if (_queue.Count == 1)
            {
                _timer.Change(Remember, Timeout.InfiniteTimeSpan);
            }
        }

        return calls;
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out var oldest))
            {
                var left = Remember - _time.GetElapsedTime(oldest.Activated);
                if (left > TimeSpan.Zero)
                {
                    _timer.Change(left, Timeout.InfiniteTimeSpan);
                    return;
                }

                _queue.Dequeue().Calls.Forget();
            }
        }
    }
}
