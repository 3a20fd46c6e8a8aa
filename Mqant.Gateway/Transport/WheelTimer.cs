namespace Mqant.Gateway.Transport;

/// <summary>
/// One deadline on a <see cref="TimerWheel"/>. Its callback may still be running when <see cref="Stop"/> returns, and runs on the wheel's thread: it
/// must check whether it is still wanted, and be short.
/// </summary>
internal sealed class WheelTimer(TimerWheel wheel, Action<object> callback, object state)
{
    internal const long NotRunning = -1;

    // The wheel's own, under its lock.
    internal WheelTimer? Next;
    internal WheelTimer? Previous;
    internal long Due = NotRunning;

    /// <summary>Whether it was started, and neither stopped nor due since then.</summary>
    public bool IsRunning => wheel.IsRunning(this);

    /// <summary>Starts the deadline, or moves it.</summary>
    public void Start(TimeSpan delay) => wheel.Start(this, delay);

    /// <summary>Takes the deadline back; does nothing when it isn't running.</summary>
    public void Stop() => wheel.Stop(this);

    internal object State => state;

    internal void Fire() => callback(state);
}
