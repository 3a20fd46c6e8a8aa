using Mqant.Gateway.Transport;
using Xunit;

namespace Mqant.Tests.Mqtt.Transport;

public sealed class RequestPacerTests
{
    [Fact]
    public void NoLimit_NoPacer() => Assert.Null(RequestPacer.Create(0, 0, 0));

    [Fact]
    public void Burst_IsTwiceTheRate_ThenTheRateCounts()
    {
        var pacer = RequestPacer.Create(10, 0, 0)!;
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(TimeSpan.Zero, pacer.GetDelay(0));
            pacer.Charge(1, 1_000_000);
        }

        Assert.Equal(100, pacer.GetDelay(0).TotalMilliseconds, tolerance: 1);
        Assert.Equal(40, pacer.GetDelay(60).TotalMilliseconds, tolerance: 1);
        Assert.Equal(TimeSpan.Zero, pacer.GetDelay(100));
    }

    [Fact]
    public void LongRun_KeepsTheRate()
    {
        var pacer = RequestPacer.Create(3, 0, 0)!;
        var handled = 0;
        for (long now = 0; now <= 100_000; now += 100)
        {
            while (pacer.GetDelay(now) == TimeSpan.Zero)
            {
                pacer.Charge(1, 0);
                handled++;
            }
        }

        Assert.InRange(handled, 305, 306);
    }

    [Fact]
    public void PacketLargerThanTheBurst_IsTaken_AndPaidFor()
    {
        var pacer = RequestPacer.Create(0, 1_000, 0)!;
        pacer.Charge(1, 10_000);

        Assert.Equal(8, pacer.GetDelay(0).TotalSeconds, tolerance: 0.01);
        Assert.Equal(TimeSpan.Zero, pacer.GetDelay(8_010));
    }

    [Fact]
    public void Pause_SavesUpNoMoreThanTheBurst()
    {
        var pacer = RequestPacer.Create(10, 0, 0)!;
        pacer.GetDelay(3_600_000);
        pacer.Charge(20, 0);

        Assert.NotEqual(TimeSpan.Zero, pacer.GetDelay(3_600_000));
    }
}
