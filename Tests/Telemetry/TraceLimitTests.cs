using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>No more traces than somebody reads, however many requests there are.</summary>
public sealed class TraceLimitTests
{
    private const int PerSecond = 100;

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void TryTake_OfManyInASecond_LetsThroughAsManyAsTheLimit()
    {
        var limit = new TraceLimit(_time);

        Assert.Equal(PerSecond, Take(limit, 10_000));
    }

    [Fact]
    public void TryTake_OfASteadyRush_LetsThroughTheLimitEachSecond()
    {
        var limit = new TraceLimit(_time);
        Take(limit, PerSecond);
        var taken = 0;
        for (var i = 0; i < 1_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            taken += Take(limit, 40);
        }

        Assert.InRange(taken, (10 * PerSecond) - 1, 10 * PerSecond);
    }

    [Fact]
    public void TryTake_OfFewerThanTheLimit_LetsAllThrough()
    {
        var limit = new TraceLimit(_time);
        for (var second = 0; second < 10; second++)
        {
            Assert.Equal(PerSecond, Take(limit, PerSecond));
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void WhyRecorded_WhereEverythingFails_IsSaidOfAsManyAsTheLimit()
    {
        var (options, limit) = (new TelemetryOptions { MaxLateTracesPerSecond = PerSecond }, new TraceLimit(_time));
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.Null(LateSpans.WhyRecorded(options, limit, CallOutcome.Ok, TimeSpan.Zero)));
        var recorded = Enumerable.Range(0, 1_000).Count(_ => LateSpans.WhyRecorded(options, limit, CallOutcome.Failed, TimeSpan.Zero) == "error");

        Assert.Equal(PerSecond, recorded);
    }

    private static int Take(TraceLimit limit, int times) => Enumerable.Range(0, times).Count(_ => limit.TryTake(PerSecond));
}
