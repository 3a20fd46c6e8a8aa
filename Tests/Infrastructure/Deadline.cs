using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>
/// The limit of every wait in these tests. Nothing passes or fails by its length: a wait ends by its event, and reaching the limit means that
/// the event will not come.
/// </summary>
public static class Deadline
{
    /// <summary>Long enough for a busy machine with two cores.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a task; says what was awaited when it does not complete.</summary>
    public static async Task<T> WithinDeadline<T>(this Task<T> task, string what)
    {
        await ((Task)task).WithinDeadline(what);
        return await task;
    }

    /// <inheritdoc cref="WithinDeadline{T}"/>
    public static async Task WithinDeadline(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {Limit.TotalSeconds:0} s in vain for {what}.");
        }
    }
}
