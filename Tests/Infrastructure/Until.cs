namespace Mqant.Tests.Infrastructure;

/// <summary>
/// Waits for what nobody tells of: it is asked for again and again, at a pace that leaves the machine to those who bring it about. Without one, a wait for several processes
/// keeps all of them busy with its questions.
/// </summary>
internal static class Until
{
    /// <summary>How long there is between two questions.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Asks until the answer is yes.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? Deadline.Limit);
        using var timer = new PeriodicTimer(Pace);
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, TimeSpan?)"/>
    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));
}
