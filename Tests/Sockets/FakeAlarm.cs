namespace Mqant.Tests.Sockets;

/// <summary>Rings as the time of a test passes.</summary>
internal sealed class FakeAlarm(TimeProvider time) : IAlarm
{
    private ITimer _timer = null!;
    private Action _ring = null!;

    public bool IsSet { get; private set; }

    public int TimesSet { get; private set; }

    public int TimesRung { get; private set; }

    public bool IsDisposed { get; private set; }

    public FakeAlarm For(Action ring)
    {
        _ring = ring;
        _timer = time.CreateTimer(_ => Ring(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return this;
    }

    public void Ring()
    {
        IsSet = false;
        TimesRung++;
        _ring();
    }

    public void Set(TimeSpan after)
    {
        IsSet = true;
        TimesSet++;
        _timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        IsDisposed = true;
    }
}
