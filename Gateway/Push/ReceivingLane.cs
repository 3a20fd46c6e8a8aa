namespace Mqant.Gateway.Push;

/// <summary>How far this gateway has read one silo's lane. Read by one call at a time; awaited by any.</summary>
internal sealed class ReceivingLane(long now)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private long _read;

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
