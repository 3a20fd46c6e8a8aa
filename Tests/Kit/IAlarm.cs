namespace Mqant.Tests.Kit;

/// <summary>A module that does something later.</summary>
[GameModule("Alarm", Key = KeyPolicy.Session)]
public interface IAlarm : IGrainWithStringKey
{
    /// <summary>Pushes <c>Alarm/OnRing</c> after this many seconds.</summary>
    [Handler("HD_Set")]
    ValueTask SetAsync(Session session, AlarmTime time);

    /// <summary>Pushes <c>Alarm/OnHang</c>, then answers only when the call is cancelled.</summary>
    [Handler("HD_Hang")]
    Task HangAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Pushes <c>Alarm/OnBlock</c>, then keeps its thread until the semaphore of the process is released.</summary>
    [Handler("HD_Block")]
    ValueTask BlockAsync(Session session);

    /// <summary>Fails as code with a bug does.</summary>
    [Handler("HD_Break")]
    ValueTask BreakAsync();
}
