using Xunit;

namespace Mqant.Tests.Rooms;

public sealed class TickScheduleTests
{
    private const long Frequency = 1_000_000_000;
    private const long Start = 123_456_789;

    [Fact]
    public void Ticks_EachLate_NeverDrift()
    {
        // A sixtieth of a second is no whole number of anything.
        var interval = new TimeSpan(TimeSpan.TicksPerSecond / 60);
        var schedule = new TickSchedule(Start, interval, Frequency);
        for (var i = 1; i <= 60 * 3_600; i++)
        {
            var late = i % 13 * 1_000_000;
            var tick = schedule.Begin(schedule.Due + late, out var lateness);
            Assert.Equal(i, tick.Number);
            Assert.Equal(0, tick.Skipped);
            Assert.Equal(late, lateness.TotalNanoseconds, 0);
        }

        Assert.Equal(Start + (((60 * 3_600) + 1) * interval.Ticks * 100), schedule.Due);
    }

    [Theory]
    [InlineData(22, 22, 1, 0, 0)]
    [InlineData(22, 43, 1, 0, 21)]
    [InlineData(22, 44, 2, 1, 22)]
    [InlineData(22, 219, 9, 8, 197)]
    public void Begin_AfterSeveralWereDue_SkipsAllButTheLatest(int interval, int now, long number, long skipped, int lateness)
    {
        var schedule = new TickSchedule(Start, TimeSpan.FromMilliseconds(interval), Frequency);

        var tick = schedule.Begin(Start + (now * 1_000_000L), out var late);

        Assert.Equal(new RoomTick(number, skipped, TimeSpan.FromMilliseconds(interval)), tick);
        Assert.Equal(TimeSpan.FromMilliseconds(interval * (skipped + 1)), tick.Elapsed);
        Assert.Equal(lateness, late.TotalMilliseconds, 6);
        Assert.Equal(Start + (interval * (number + 1) * 1_000_000L), schedule.Due);
    }

    [Fact]
    public void Interval_OutsideItsRange_IsRefused()
    {
        Assert.Throws<InvalidOperationException>(() => new RoomOptions { TickInterval = TimeSpan.FromMilliseconds(15) }.Validate());
        Assert.Throws<InvalidOperationException>(() => new RoomOptions { TickInterval = TimeSpan.FromMilliseconds(1_001) }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new RoomOptions { TicksPerSecond = 61 });
        new RoomOptions { TicksPerSecond = 60 }.Validate();
        new RoomOptions { TicksPerSecond = 1 }.Validate();
        new RoomOptions { TickInterval = TimeSpan.FromMilliseconds(16) }.Validate();
    }
}
