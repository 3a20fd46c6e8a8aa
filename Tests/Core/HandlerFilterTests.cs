using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What filters around handlers see when a call has come back.</summary>
public sealed class HandlerFilterTests
{
    [Theory]
    [InlineData("HD_Ok", CallOutcome.Ok, null, 4)]
    [InlineData("HD_Refuse", CallOutcome.Refused, typeof(GameException), 0)]
    [InlineData("HD_Fail", CallOutcome.Failed, typeof(InvalidOperationException), 0)]
    public async Task Filter_AfterTheHandler_SeesHowItEnded(string handler, CallOutcome outcome, Type? exception, int resultSize)
    {
        var seen = new Seen();
        await using var core = await StartAsync(seen);
        var client = await core.LoginAsync("filtered-user");

        await client.CallAsync($"Traced@here/{handler}/1");

        var (context, before, after, again) = Assert.Single(seen.Calls);
        Assert.Equal(("Traced", handler, "here", "filtered-user"), (context.Module, context.Handler, context.Key, context.Session.UserId));
        Assert.Equal((null, (CallOutcome?)outcome), (before, context.Outcome));
        Assert.Equal((exception, resultSize), (context.Exception?.GetType(), context.ResultSize));
        Assert.True(after > TimeSpan.Zero);
        Assert.Equal(after, again);
    }

    [Fact]
    public async Task Filter_AroundOneThatRefuses_SeesThatItDid()
    {
        var seen = new Seen();
        await using var core = await StartAsync(seen);
        var client = await core.ConnectAsync();

        await client.CallAsync("Probe@filtered/HD_Filtered/1", "\"forbidden\"");

        var (context, _, _, _) = Assert.Single(seen.Calls);
        Assert.Equal(((CallOutcome?)CallOutcome.Refused, "refused by filter"), (context.Outcome, context.Exception?.Message));
    }

    [Fact]
    public async Task Filter_OfACallThatPassesItsTimeLimit_SeesATimeout()
    {
        var seen = new Seen();
        await using var core = await StartAsync(seen);
        var client = await core.ConnectAsync();

        await client.CallAsync("Probe@late/HD_Block/1", new { Name = "never released" });

        var (context, _, _, _) = await seen.NextAsync();
        Assert.Equal(CallOutcome.Timeout, context.Outcome);
    }

    private static Task<CoreFixture> StartAsync(Seen seen) => CoreFixture.StartAsync(o =>
    {
        o.Settings["Mqant:Gateway:CallTimeout"] = "00:00:01";
        o.ConfigureServices(services => services.AddSingleton<IHandlerFilter>(seen));
    });

    private sealed class Seen : IHandlerFilter
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<(HandlerContext Context, CallOutcome? Before, TimeSpan After, TimeSpan Again)> Calls { get; } = new();

        public async Task<(HandlerContext Context, CallOutcome? Before, TimeSpan After, TimeSpan Again)> NextAsync()
        {
            await _first.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            return Assert.Single(Calls);
        }

        public async ValueTask InvokeAsync(HandlerContext context, Func<ValueTask> next)
        {
            var before = context.Outcome;
            try
            {
                await next();
            }
            finally
            {
                Calls.Enqueue((context, before, context.Elapsed, context.Elapsed));
                _first.TrySetResult();
            }
        }
    }
}
