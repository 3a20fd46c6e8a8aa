using System.Diagnostics;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Rooms;

/// <summary>What of a room's ticks is in traces.</summary>
public sealed class RoomTraceTests(RoomFixture fixture) : RoomTest(fixture)
{
    [Fact]
    public async Task Tick_WithInputsOfRecordedCalls_IsPartOfTheFirstAndPointsToTheOthers()
    {
        var (teller, _) = (await JoinAsync(), await JoinAsync());
        using var trace = new RecordedTrace();
        await trace.CallAsync(teller, Topic("HD_TellOthers"), new { Value = 1 }, sampled: true);
        await trace.CallAsync(teller, Topic("HD_TellOthers"), new { Value = 2 }, sampled: true);

        await Fixture.TickAsync(Name);

        var tick = await trace.WaitForAsync($"{IdOf(Name).Type} tick", ActivityKind.Internal);
        var handlers = trace.Spans.Where(static span => span.Kind == ActivityKind.Server).Select(static span => span.SpanId).ToArray();
        Assert.Equal(handlers, tick.Links.Select(static link => link.Context.SpanId).Prepend(tick.ParentSpanId));
        Assert.Equal(Name, tick.GetTagItem("mqant.key"));
        await Fixture.TickAsync(Name);
        Assert.Single(trace.Spans, static span => span.Kind == ActivityKind.Internal);
        await UntilAsync(() => Task.FromResult(trace.Spans.Count(static span => span.Kind == ActivityKind.Producer) == 2));
        Assert.All(trace.Spans.Where(static span => span.Kind == ActivityKind.Producer), push => Assert.Equal(tick.SpanId, push.ParentSpanId));
    }
}
