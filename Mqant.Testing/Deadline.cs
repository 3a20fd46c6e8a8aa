namespace Mqant.Testing;

/// <summary>
/// The limit of a test's waits. Nothing passes or fails by its length: a wait ends by its event, and reaching the limit means that the event will
/// not come.
/// </summary>
public static class Deadline
{
    /// <summary>60 s: long enough for a busy machine with two cores.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a task; says what was awaited when it does not complete.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="what">The event in words, for the message of the exception.</param>
    /// <param name="limit">How long, in real time; <see cref="Limit"/> when null.</param>
    /// <exception cref="TimeoutException">It did not complete in time.</exception>
    public static async Task<T> WithinDeadline<T>(this Task<T> task, string what, TimeSpan? limit = null)
    {
        await ((Task)task).WithinDeadline(what, limit);
        return await task;
    }

    /// <inheritdoc cref="WithinDeadline{T}"/>
    public static async Task WithinDeadline(this Task task, string what, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        var time = limit ?? Limit;
        try
        {
            await task.WaitAsync(time);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {time.TotalSeconds:0.#} s in vain for {what}.");
        }
    }
}
