using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>What a sampled histogram shows of much and of little, and that the sample is like the whole.</summary>
public sealed class SampledHistogramTests : IDisposable
{
    private const string Name = "sampled";

    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SampledHistogram _histogram;
    private readonly Instruments _instruments;

    public SampledHistogramTests()
    {
        _instruments = new Instruments(_services);
        _histogram = new SampledHistogram(_services.GetRequiredService<IMeterFactory>().Create("Mqant.Tests").CreateHistogram<double>(Name, "s"), _time);
    }

    private int Count => _instruments.Recorded(Name).Count;

    public void Dispose()
    {
        _instruments.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Record_AsManyASecondAsItTakes_RecordsAll()
    {
        for (var second = 1; second <= 3; second++)
        {
            Record(SampledHistogram.Often - 1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3 * (SampledHistogram.Often - 1), Count);
    }

    [Fact]
    public void Record_ManyTimesMore_RecordsAboutAsManyASecondAsItTakes()
    {
        const int Rate = 200 * SampledHistogram.Often;
        Record(Rate);

        // In the first second it did not know yet: each thousand costs half of what the one before did.
        Assert.InRange(Count, SampledHistogram.Often, 10 * SampledHistogram.Often);
        for (var second = 1; second <= 3; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var before = Count;
            Record(Rate);
            Assert.InRange(Count - before, SampledHistogram.Often * 6 / 10, SampledHistogram.Often * 15 / 10);
        }
    }

    [Fact]
    public void Record_AfterARush_RecordsAllAgain()
    {
        Record(100 * SampledHistogram.Often);
        _time.Advance(TimeSpan.FromSeconds(1));
        Record(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        var before = Count;

        Record(100);

        Assert.Equal(100, Count - before);
    }

    [Fact]
    public void Record_BatchesWhoseFirstIsFast_KeepsTheShareOfEach()
    {
        // Sixteen at a time, as far apart as the sample would be if it were regular.
        Record(16 * SampledHistogram.Often);
        _time.Advance(TimeSpan.FromSeconds(1));
        var before = Count;
        for (var batch = 0; batch < 20 * SampledHistogram.Often; batch++)
        {
            for (var i = 0; i < 16; i++)
            {
                _histogram.Record(TimeSpan.FromMilliseconds(i == 0 ? 1 : 100), _time.GetTimestamp());
            }
        }

        var sample = _instruments.Recorded(Name).Skip(before).ToArray();
        Assert.InRange(sample.Count(static seconds => seconds < 0.01) / (double)sample.Length, 0.5 / 16, 2.0 / 16);
    }

    [Fact]
    public void Record_WhileNobodyListens_KeepsNothing()
    {
        _instruments.Dispose();

        Record(10);

        Assert.Equal(0, Count);
    }

    private void Record(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _histogram.Record(TimeSpan.FromMilliseconds(1), _time.GetTimestamp());
        }
    }
}
