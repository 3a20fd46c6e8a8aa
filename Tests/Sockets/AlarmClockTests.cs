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

        clock.Set(TimeSpan.FromMilliseconds(1));
        await Until.TrueAsync(() => Volatile.Read(ref rings) == 1);
        clock.Set(TimeSpan.FromMilliseconds(1));
        await Until.TrueAsync(() => Volatile.Read(ref rings) == 2);
    }

    [Fact]
    public async Task Set_BeforeItRings_TakesThePlaceOfWhatWasSet()
    {
        Linux();
        var rings = 0;
        using var clock = new AlarmClock(() => Interlocked.Increment(ref rings));

        clock.Set(TimeSpan.FromHours(1));
        clock.Set(TimeSpan.FromSeconds(1.5));

        await Until.TrueAsync(() => Volatile.Read(ref rings) == 1);
    }

    private static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only: it is made of the kernel's timers.");
}
