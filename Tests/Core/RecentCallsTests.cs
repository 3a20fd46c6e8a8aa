using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class RecentCallsTests(CoreFixture core)
{
    [Fact]
    public async Task RecentCalls_AreForgottenInTimeWithoutAFurtherCall()
    {
        var time = new FakeTimeProvider();
        using var expiry = new RecentCallsExpiry(time);
        var older = expiry.Begin();
        time.Advance(RecentCallsExpiry.Remember / 2);
        var newer = expiry.Begin();
        var client = await core.ConnectAsync();
        var batch = new CallBatch
        {
            Session = client.Session.Snapshot,
            Calls = [new HandlerCall { HandlerName = "HD_Count", Payload = default, Number = 1, Trace = default }],
        };
        var runs = 0;
        await older.RunOnce(batch, RunAsync, CancellationToken.None);
        await older.RunOnce(batch, RunAsync, CancellationToken.None);
        Assert.Equal(1, runs);

        time.Advance(RecentCallsExpiry.Remember / 2);
        Assert.True(older.IsOver);
        Assert.False(newer.IsOver);

        time.Advance(RecentCallsExpiry.Remember / 2);
        Assert.True(newer.IsOver);
        await older.RunOnce(batch, RunAsync, CancellationToken.None);
        Assert.Equal(2, runs);

        ValueTask<ReplyBatch> RunAsync(CallBatch calls, CancellationToken cancellationToken)
        {
            runs++;
            return new(new ReplyBatch { Replies = [], Early = 0, Lane = Guid.Empty, LanePosition = 0 });
        }
    }
}
