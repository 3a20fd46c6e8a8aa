using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>A clock that rings on a thread of its own.</summary>
public sealed class AlarmClockTests
{
    [Fact]
    public async Task Set_RingsOnce_EachTime()
    {
        Linux();
        var rings = 0;
        using var clock = new AlarmClock(() => Interlocked.Increment(ref rings));

        clock.Set(1);
        await Until.TrueAsync(() => Volatile.Read(ref rings) == 1);
        clock.Set(1);
        await Until.TrueAsync(() => Volatile.Read(ref rings) == 2);
    }

    [Fact]
    public async Task Stop_BeforeItRings_LetsItRest()
    {
        Linux();
        var rung = new List<string>();
        var next = "stopped";
        var last = new TaskCompletionSource();
        using var clock = new AlarmClock(() =>
        {
            rung.Add(next);
            last.TrySetResult();
        });

        clock.Set(60_000);
        clock.Stop();
        next = "set again";
        clock.Set(1);

        await last.Task.WithinDeadline("the clock to ring");
        Assert.Equal(["set again"], rung);
    }

    private static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only: it is made of the kernel's timers.");
}
