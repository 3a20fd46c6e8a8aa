using System.Text;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Sessions;
using Xunit;

namespace Mqant.Tests.Operations;

public sealed class RequestLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RequestLog _log = new();

    [Fact]
    public void Request_ThatNobodyWatches_IsRememberedIfItFailed()
    {
        Add("A/HD_Good/1");
        Add("A/HD_Bad/2", CallOutcome.Refused);

        var record = Assert.Single(Watch());
        Assert.Equal(("A/HD_Bad/2", "refused", TimeSpan.FromMilliseconds(5)), (record.Topic, record.Outcome, record.Duration));
        Assert.NotEqual(default, record.Trace);
    }

    [Fact]
    public void Requests_AreAllRememberedOnceSomebodyLooked_ForAWhile()
    {
        Watch();
        Add("A/HD_First/1");
        _time.Advance(RequestLog.WatchFor - TimeSpan.FromSeconds(1));
        Add("A/HD_Second/2");
        _time.Advance(TimeSpan.FromSeconds(1));
        Add("A/HD_Third/3");

        Assert.Equal(["A/HD_Second/2", "A/HD_First/1"], Watch().Select(static record => record.Topic));
    }

    [Fact]
    public void Requests_AreTheLastTwenty_TheNewestFirst()
    {
        Watch();
        for (var i = 1; i <= 30; i++)
        {
            Add($"A/HD_Many/{i}");
        }

        Assert.Equal(Enumerable.Range(11, 20).Reverse().Select(static i => $"A/HD_Many/{i}"), Watch().Select(static record => record.Topic));
    }

    [Fact]
    public void Outcome_IsNamed()
    {
        Add("A/HD_Any/1", CallOutcome.Timeout);
        Add("A/HD_Any/2", CallOutcome.Failed);
        Assert.Equal(["failed", "timeout"], Watch().Select(static record => record.Outcome));
    }

    [Fact]
    public void Topic_ThatIsLong_IsCut()
    {
        Add(new string('x', 1_000), CallOutcome.Refused);
        Assert.Equal(128, Assert.Single(Watch()).Topic.Length);
    }

    private RequestRecord[] Watch() => _log.Watch(_time.GetUtcNow());

    private void Add(string topic, CallOutcome outcome = CallOutcome.Ok)
    {
        var request = new ClientRequest { Topic = Encoding.UTF8.GetBytes(topic), Trace = TraceId.CreateRandom(), Arrived = _time.GetTimestamp() };
        _time.Advance(TimeSpan.FromMilliseconds(5));
        _log.Add(request, new RequestOutcome(default, default) { Outcome = outcome }, _time);
    }
}
