namespace Mqant.Testing;

/// <summary>What arrived, in order, for tests that wait for something to arrive.</summary>
/// <param name="deadline">How long a wait lasts at most, in real time; <see cref="Deadline.Limit"/> when null.</param>
public sealed class MessageLog<T>(TimeSpan? deadline = null)
{
    private readonly Lock _lock = new();
    private readonly List<T> _messages = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _end;

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<T> Snapshot()
    {
        lock (_lock)
        {
            return [.. _messages];
        }
    }

    /// <summary>Adds what arrived.</summary>
    public void Add(T message)
    {
        lock (_lock)
        {
            _messages.Add(message);
            Change();
        }
    }

    /// <summary>Nothing more will arrive.</summary>
    public void End(string why)
    {
        lock (_lock)
        {
            _end ??= why;
            Change();
        }
    }

    /// <summary>Waits for the first message that matches, from the beginning.</summary>
    /// <exception cref="TimeoutException">None came; the message says what did.</exception>
    /// <exception cref="InvalidOperationException">None will come: the connection ended.</exception>
    public async Task<T> WaitForAsync(Predicate<T> match, string what)
        => (await WaitForAsync(messages => messages.Any(message => match(message)), what)).First(message => match(message));

    /// <summary>Waits until everything so far satisfies a condition, and returns it.</summary>
    /// <inheritdoc cref="WaitForAsync(Predicate{T}, string)" path="/exception"/>
    public async Task<IReadOnlyList<T>> WaitForAsync(Func<IReadOnlyList<T>, bool> condition, string what)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (condition(_messages))
                {
                    return [.. _messages];
                }

                if (_end is not null)
                {
                    throw new InvalidOperationException($"No {what} will come: {_end}. {Describe()}");
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WithinDeadline(what, deadline);
            }
            catch (TimeoutException e)
            {
                throw new TimeoutException($"{e.Message} {Describe()}", e);
            }
        }
    }

    internal string Describe()
    {
        lock (_lock)
        {
            return _messages.Count == 0
                ? "Nothing arrived."
                : $"{_messages.Count} arrived, the last of them: {string.Join(" | ", _messages.TakeLast(20))}";
        }
    }

    private void Change()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
