namespace Mqant.Gateway.Lanes;

/// <summary>How far this gateway has read one silo's lane. Read by one call at a time; awaited by any.</summary>
internal sealed class ReceivingLane(long now)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private readonly Dictionary<long, Task<bool>> _confirmations = [];
    private long _read;
    private long _readAtLastTrim;

    /// <summary>Held while a batch is delivered.</summary>
    public Lock Delivering { get; } = new();

    /// <summary>When the silo was last heard of, as a timestamp of the time provider.</summary>
    public long Contact { get; set; } = now;

    public long Read => Volatile.Read(ref _read);

    public void Advance(long position)
    {
        lock (_gate)
        {
            _read = Math.Max(_read, position);
            while (_waiting.TryPeek(out var waiter, out var at) && at <= _read)
            {
                _waiting.Dequeue();
                waiter.TrySetResult();
            }
        }
    }

    /// <summary>Keeps what becomes of the message at a position until somebody asks.</summary>
    public void AddConfirmation(long position, Task<bool> acknowledged)
    {
        lock (_gate)
        {
            _confirmations[position] = acknowledged;
        }
    }

    /// <summary>What becomes of the message at a position; told once.</summary>
    public Task<bool> TakeConfirmation(long position)
    {
        lock (_gate)
        {
            return _confirmations.Remove(position, out var acknowledged) ? acknowledged : Task.FromResult(false);
        }
    }

    /// <summary>Forgets what nobody asked for between this call and the one before: who would have asked is gone.</summary>
    public void TrimConfirmations()
    {
        lock (_gate)
        {
            foreach (var position in _confirmations.Keys)
            {
                if (position <= _readAtLastTrim)
                {
                    _confirmations.Remove(position);
                }
            }

            _readAtLastTrim = _read;
        }
    }

    public Task WhenReadAsync(long position)
    {
        lock (_gate)
        {
            if (position <= _read)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter, position);
            return waiter.Task;
        }
    }
}
