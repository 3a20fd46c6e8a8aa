namespace Mqant;

/// <summary>
/// Items for one grain: they go in the order in which they were added, many in one call, one call in flight while the next gathers. When thousands come together
/// a call for each would cost more than what they ask for; one that comes alone does not wait.
/// </summary>
/// <param name="send">Sends items.</param>
internal sealed class CallBatcher<TItem>(Func<TItem[], Task> send) : IThreadPoolWorkItem
{
    // A call must fit into a message.
    private const int MaxItems = 1_024;
    private const int MostKept = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Batch> _batches = new();
    private Batch? _gathering;

    // Of the last batch, empty: while batches are about as large, none grows.
    private List<TItem>? _spare;
    private bool _sending;

    /// <summary>Adds an item. Completes as the call does in which it goes.</summary>
    public Task AddAsync(TItem item)
    {
        Task sent;
        lock (_gate)
        {
            if (_gathering is null || _gathering.Items.Count == MaxItems)
            {
                _batches.Enqueue(_gathering = new Batch(Interlocked.Exchange(ref _spare, null) ?? new(1)));
            }

            _gathering.Items.Add(item);
            sent = _gathering.Sent.Task;
            if (_sending)
            {
                return sent;
            }

            _sending = true;
        }

        // Behind what is already waiting for a thread: on a busy machine that is when more gathers. And nothing of the caller's context goes along.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return sent;
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAsync();

    private async Task SendAsync()
    {
        while (true)
        {
            Batch? batch;
            lock (_gate)
            {
                if (!_batches.TryDequeue(out batch))
                {
                    _sending = false;
                    return;
                }

                _gathering = _gathering == batch ? null : _gathering;
            }

            try
            {
                TItem[] items = [.. batch.Items];
                Keep(batch.Items);
                await send(items);
                batch.Sent.SetResult();
            }
            catch (Exception exception)
            {
                batch.Sent.SetException(exception);
            }
        }
    }

    private void Keep(List<TItem> items)
    {
        if (items.Capacity <= MostKept)
        {
            items.Clear();
            _spare = items;
        }
    }

    private sealed class Batch(List<TItem> items)
    {
        public List<TItem> Items => items;

        public TaskCompletionSource Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
