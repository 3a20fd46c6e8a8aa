using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>When others wait too often for a loop that sleeps.</summary>
public sealed class NapsTests
{
    private Naps _naps;

    [Fact]
    public void IsTooOften_WithSomebodyNowAndThen_IsFalse()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Assert.False(_naps.IsTooOften(somebodyWaits: i % 10 == 0));
        }
    }

    [Fact]
    public void IsTooOften_WithSomebodyEachTime_IsTrueAtTheEighth()
    {
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 7; j++)
            {
                Assert.False(_naps.IsTooOften(somebodyWaits: true));
            }

            Assert.True(_naps.IsTooOften(somebodyWaits: true));
        }
    }

    [Fact]
    public void IsTooOften_WithSomebodyInOneOfFive_IsTrueBeforeLong()
    {
        var naps = 0;
        while (!_naps.IsTooOften(somebodyWaits: naps % 5 == 0))
        {
            Assert.InRange(++naps, 0, 100);
        }
    }
}
