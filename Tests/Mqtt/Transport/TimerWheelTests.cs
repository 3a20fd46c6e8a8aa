using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Transport;
using Xunit;

namespace Mqant.Tests.Mqtt.Transport;

public sealed class TimerWheelTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timer_Due_FiresOnce_AndNeverEarly()
    {
        using var wheel = new TimerWheel(_time);
        _time.Advance(TimeSpan.FromMilliseconds(30));
        Create(wheel, "a").Start(TimeSpan.FromMilliseconds(200));

        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Empty(_fired);
        _time.Advance(2 * TimerWheel.Tick);
        Assert.Equal(["a"], _fired);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["a"], _fired);
    }

    [Theory]
    [InlineData(51.2)]
    [InlineData(51.1)]
    [InlineData(51.3)]
    [InlineData(3600)]
    [InlineData(98302.5)]
    public void Timer_LongerThanATurn_FiresWhenDue(double seconds)
    {
        using var wheel = new TimerWheel(_time);
        Create(wheel, "a").Start(TimeSpan.FromSeconds(seconds));

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimerWheel.Tick);
        Assert.Empty(_fired);
        _time.Advance(2 * TimerWheel.Tick);
        Assert.Equal(["a"], _fired);
    }

    [Fact]
    public void GetStates_IsOfTimersThatRun()
    {
        using var wheel = new TimerWheel(_time);
        foreach (var name in new[] { "a", "b", "c", "stopped", "due" })
        {
            var timer = wheel.CreateTimer(_ => { }, name);
            timer.Start(name == "c" ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(name == "due" ? 1 : 3));
            if (name == "stopped")
            {
                timer.Stop();
            }
        }

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["a", "b", "c"], wheel.GetStates().Order());
    }

    [Fact]
    public void Timer_StoppedOrMoved_DoesNotFireAtItsOldTime()
    {
        using var wheel = new TimerWheel(_time);
        var stopped = Create(wheel, "stopped");
        var moved = Create(wheel, "moved");
        Create(wheel, "other").Start(TimeSpan.FromSeconds(1));
        stopped.Start(TimeSpan.FromSeconds(1));
        moved.Start(TimeSpan.FromSeconds(1));

        stopped.Stop();
        stopped.Stop();
        moved.Start(TimeSpan.FromSeconds(3));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["other"], _fired);

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["other", "moved"], _fired);
    }

    [Fact]
    public void Timer_StartedByItsOwnCallback_FiresAgain()
    {
        using var wheel = new TimerWheel(_time);
        WheelTimer? timer = null;
        timer = wheel.CreateTimer(
            _ =>
            {
                _fired.Add("a");
                timer!.Start(TimeSpan.FromSeconds(1));
            },
            _fired);
        timer.Start(TimeSpan.FromSeconds(1));

        AdvanceBySteps(TimeSpan.FromSeconds(4.9));

        Assert.Equal(4, _fired.Count);
    }

    [Fact]
    public void Timer_StartedAgainByOneThatFiresWithIt_HasItsNewDeadline()
    {
        using var wheel = new TimerWheel(_time);
        WheelTimer[] timers = new WheelTimer[2];
        for (var i = 0; i < timers.Length; i++)
        {
            var (name, other) = ($"{i}", 1 - i);
            timers[i] = wheel.CreateTimer(
                _ =>
                {
                    _fired.Add(name);
                    timers[other].Start(TimeSpan.FromSeconds(5));
                },
                this);
            timers[i].Start(TimeSpan.FromSeconds(1));
        }

        AdvanceBySteps(TimeSpan.FromSeconds(3));
        Assert.Single(_fired);

        AdvanceBySteps(TimeSpan.FromSeconds(4));
        Assert.Equal(2, _fired.Count);
    }

    [Fact]
    public void ManyTimers_InRandomOrder_EachFiresInItsWindow()
    {
        using var wheel = new TimerWheel(_time);
        var random = new Random(1);
        var late = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var due = TimeSpan.FromMilliseconds(random.Next(0, 200_000));
            var start = _time.GetUtcNow();
            var timer = wheel.CreateTimer(
                _ =>
                {
                    _fired.Add("x");
                    var after = _time.GetUtcNow() - start;
                    late += after < due || after > due + (2 * TimerWheel.Tick) ? 1 : 0;
                },
                this);
            timer.Start(due);
            if (i % 3 == 0)
            {
                timer.Stop();
            }
        }

        AdvanceBySteps(TimeSpan.FromMilliseconds(201_000));

        Assert.Equal(0, late);
        Assert.Equal(10_000 - 3_334, _fired.Count);
    }

    [Fact]
    public void Standstill_LongerThanATurn_LosesNoTimer()
    {
        using var wheel = new TimerWheel(_time);
        for (var i = 1; i <= 1_000; i++)
        {
            Create(wheel, "x").Start(i * TimerWheel.Tick);
        }

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1_000, _fired.Count);
    }

    // One large step is what a machine does that stood still.
    private void AdvanceBySteps(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimerWheel.Tick)
        {
            _time.Advance(TimerWheel.Tick);
        }
    }

    private WheelTimer Create(TimerWheel wheel, string name) => wheel.CreateTimer(_ => _fired.Add(name), this);
}
