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
        Add("A/HD_Bad/2", "no");

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

    [Theory]
    [InlineData("", "ok")]
    [InlineData("deadline exceeded", "timeout")]
    [InlineData("service unavailable", "unavailable")]
    [InlineData("internal error (trace 0123456789abcdef0123456789abcdef)", "failed")]
    [InlineData("room is full", "refused")]
    [InlineData("internal matters", "refused")]
    public void Outcome_IsToldByTheError(string error, string outcome)
    {
        Watch();
        Add("A/HD_Any/1", error);
        Assert.Equal(outcome, Assert.Single(Watch()).Outcome);
    }

    [Fact]
    public void Topic_ThatIsLong_IsCut()
    {
        Add(new string('x', 1_000), "no");
        Assert.Equal(128, Assert.Single(Watch()).Topic.Length);
    }

    private RequestRecord[] Watch() => _log.Watch(_time.GetUtcNow());

    private void Add(string topic, string error = "")
    {
        var request = new ClientRequest { Topic = Encoding.UTF8.GetBytes(topic), Trace = TraceId.CreateRandom(), Started = _time.GetTimestamp() };
        _time.Advance(TimeSpan.FromMilliseconds(5));
        _log.Add(request, error.Length == 0 ? default : RequestOutcome.Failed(error), _time);
    }
}
