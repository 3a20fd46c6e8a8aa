using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>The slowest calls of the last ten minutes, and no others.</summary>
public sealed class SlowestCallsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SlowestCalls _slowest;

    public SlowestCallsTests() => _slowest = new SlowestCalls(_time);

    private int[] Durations => [.. _slowest.Read().Select(static call => (int)call.Duration.TotalMilliseconds)];

    [Fact]
    public void Read_OfMany_IsTheTenSlowest()
    {
        Take([.. Enumerable.Range(1, 100).OrderBy(static i => i * 37 % 101)]);

        Assert.Equal(Enumerable.Range(91, 10).Reverse(), Durations);
    }

    [Fact]
    public void IsSlow_WhatIsFasterThanTheTenSlowestOfTheMinute_IsNotWorthDescribing()
    {
        Take([.. Enumerable.Range(1, 10)]);

        Assert.False(IsSlow(1));
        Assert.True(IsSlow(2));
    }

    [Fact]
    public void Read_OfSeveralMinutes_IsTheSlowestOfAll()
    {
        Take([.. Enumerable.Range(1, 10)]);
        _time.Advance(TimeSpan.FromMinutes(5));
        Take([100, 5]);

        Assert.Equal([100, 10, 9, 8, 7, 6, 5, 5, 4, 3], Durations);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(600)]
    public void Read_AfterTenMinutes_HasForgotten(int minutes)
    {
        Take([50]);
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal([50], Durations);

        _time.Advance(TimeSpan.FromMinutes(minutes - 9));

        Assert.Empty(Durations);
        Take([1]);
        Assert.Equal([1], Durations);
    }

    private bool IsSlow(int milliseconds) => _slowest.IsSlow(TimeSpan.FromMilliseconds(milliseconds), _time.GetTimestamp());

    private void Take(int[] milliseconds)
    {
        foreach (var duration in milliseconds)
        {
            if (IsSlow(duration))
            {
                _slowest.Add(
                    new SlowCall(TraceId.CreateRandom(), TimeSpan.FromMilliseconds(duration), _time.GetUtcNow(), "session", "user", CallOutcome.Ok),
                    _time.GetTimestamp());
            }
        }
    }
}
