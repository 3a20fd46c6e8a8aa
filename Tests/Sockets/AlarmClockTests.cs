using System.Diagnostics;
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

    [Theory]
    [InlineData(1.5)]
    [InlineData(1_100.25)]
    public async Task Set_BeforeItRings_TakesThePlaceOfWhatWasSet(double milliseconds)
    {
        Linux();
        var after = TimeSpan.FromMilliseconds(milliseconds);
        var (rings, rungAt) = (0, 0L);
        using var clock = new AlarmClock(() =>
        {
            rungAt = Stopwatch.GetTimestamp();
            Interlocked.Increment(ref rings);
        });

        clock.Set(TimeSpan.FromHours(1));
        var since = Stopwatch.GetTimestamp();
        clock.Set(after);

        await Until.TrueAsync(() => Volatile.Read(ref rings) == 1);
        Assert.True(Stopwatch.GetElapsedTime(since, rungAt) >= after);
    }

    private static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only: it is made of the kernel's timers.");
}
