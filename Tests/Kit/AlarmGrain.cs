namespace Mqant.Tests.Kit;

internal sealed class AlarmGrain(ISessions sessions, TimeProvider time) : Grain, IAlarm
{
    /// <summary>What <see cref="BlockAsync"/> waits for.</summary>
    public static readonly SemaphoreSlim Released = new(0);

    private IGrainTimer? _timer;

    public ValueTask SetAsync(Session session, AlarmTime alarm)
    {
        var reference = session.Ref;
        _timer?.Dispose();
        _timer = this.RegisterGrainTimer(
            _ =>
            {
                sessions.Send(reference, "Alarm/OnRing", new { At = time.GetUtcNow().ToUnixTimeSeconds() });
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromSeconds(alarm.Seconds), Timeout.InfiniteTimeSpan));
        return default;
    }

    public Task HangAsync(Session session, CancellationToken cancellationToken)
    {
        session.Send("Alarm/OnHang", new { });

        // Nothing ever completes it but the end of the call's time.
        return new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }

    public ValueTask BlockAsync(Session session)
    {
        session.Send("Alarm/OnBlock", new { });

        // As code does that was not written for a server; the test is about its neighbours.
        Released.Wait();
        return default;
    }

    public ValueTask BreakAsync() => throw new InvalidOperationException("a bug");
}
