using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>Nothing is lost of what many threads add at the same time.</summary>
public sealed class StripedCounterTests
{
    private const int Threads = 8;
    private const int Each = 200_000;

    [Fact]
    public async Task Add_ByManyThreads_CountsAll()
    {
        var counter = new StripedCounter();

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++)
            {
                counter.Add(1);
            }
        })));

        Assert.Equal(Threads * Each, counter.Value);
    }
}
