using Microsoft.Extensions.Time.Testing;

namespace Mqant.Tests.Infrastructure;

/// <summary>Fake time that knows when somebody begins to wait for it.</summary>
internal sealed class TimeOfTimers : FakeTimeProvider
{
    private readonly SemaphoreSlim _timers = new(0);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Release();
        return timer;
    }

    /// <summary>Completes once for each timer that is made.</summary>
    public Task WaitForTimerAsync() => _timers.WaitAsync().WithinDeadline("a timer");
}
