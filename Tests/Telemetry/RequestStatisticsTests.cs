using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Telemetry;
using Mqant.Tests.Core;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Telemetry;

/// <summary>What gateway and silo count of requests: once each, under the handler's name and the outcome that it had.</summary>
public sealed class RequestStatisticsTests(RequestStatisticsTests.Game game) : IClassFixture<RequestStatisticsTests.Game>
{
    private CoreFixture Core => game.Core;

    private GatewayMetrics Metrics => Core.Services.GetRequiredService<GatewayMetrics>();

    [Theory]
    [InlineData("HD_Count", "{}", "ok")]
    [InlineData("HD_Throw", "{}", "refused")]
    [InlineData("HD_Throw", """{"Fail":true}""", "failed")]
    [InlineData("HD_Strict", "nonsense", "refused")]
    [InlineData("HD_LoggedIn", "{}", "refused")]
    [InlineData("HD_LetThrough", """{"Name":"a grain that no silo hosts"}""", "unavailable")]
    public async Task Requests_AreCounted_ByHandlerAndOutcome(string handler, string payload, string outcome)
    {
        using var instruments = new Instruments(Core.Services);
        (string, string)[] attributes = [("mqant.module", "Probe"), ("mqant.handler", handler), ("mqant.outcome", outcome)];
        var before = instruments.Read("mqant.gateway.requests", attributes);
        var client = await Core.ConnectAsync();
        await client.CallAsync($"Probe@statistics/{handler}/1", payload);

        await Core.UntilAsync(() => Task.FromResult(instruments.Read("mqant.gateway.requests", attributes) > before));

        Assert.Equal(before + 1, instruments.Read("mqant.gateway.requests", attributes));
    }

    [Fact]
    public async Task Requests_ThatTakeTooLong_AreTimeouts()
    {
        using var instruments = new Instruments(Core.Services);
        (string, string)[] attributes = [("mqant.module", "Probe"), ("mqant.handler", "HD_Block"), ("mqant.outcome", "timeout")];
        var client = await Core.ConnectAsync();

        Assert.Equal("deadline exceeded", (await client.CallAsync("Probe@blocked/HD_Block/1", """{"Name":"statistics"}""")).Error);

        await Core.UntilAsync(() => Task.FromResult(instruments.Read("mqant.gateway.requests", attributes) == 1));
    }

    [Theory]
    [InlineData("Nowhere/HD_Say/1")]
    [InlineData("Probe/HD_Nope/1")]
    [InlineData("no topic")]
    public async Task Requests_ForNothingThatExists_AreOneLabel(string topic)
    {
        using var instruments = new Instruments(Core.Services);
        (string, string)[] attributes = [("mqant.module", "(unknown)"), ("mqant.handler", "(unknown)"), ("mqant.outcome", "refused")];
        var before = instruments.Read("mqant.gateway.requests", attributes);
        var client = await Core.ConnectAsync();

        await client.CallAsync(topic);

        Assert.Equal(before + 1, instruments.Read("mqant.gateway.requests", attributes));
        Assert.DoesNotContain(instruments.Observe(), static measured => measured.Attributes.Any(static a => a.Value is "Nowhere" or "HD_Nope" or "no topic"));
    }

    [Fact]
    public async Task Requests_ThatGoTogether_AreCountedEach()
    {
        using var instruments = new Instruments(Core.Services);
        (string, string)[] attributes = [("mqant.module", "Probe"), ("mqant.handler", "HD_Echo"), ("mqant.outcome", "ok")];
        var client = await Core.ConnectAsync();

        client.Send([.. Enumerable.Repeat(("Probe@together/HD_Echo/1", "{}"), 50)]);
        for (var i = 0; i < 50; i++)
        {
            await client.NextAsync();
        }

        await Core.UntilAsync(() => Task.FromResult(
            instruments.Read("mqant.gateway.requests", attributes) == 50 && instruments.Read("mqant.handler.calls", attributes) == 50));
        (string, string)[] handler = attributes[..2];
        Assert.Equal(50, instruments.Recorded("mqant.gateway.request.duration", handler).Count);
        Assert.Equal(50, instruments.Recorded("mqant.handler.duration", handler).Count);
        var statistics = Metrics.Requests.Read().Single(static s => s is { Module: "Probe", HandlerName: "HD_Echo" });
        Assert.Equal(50, statistics.Durations.Total);
        Assert.Equal(50, statistics.Get(CallOutcome.Ok));
        Assert.Equal(0, statistics.Errors);
    }

    [Fact]
    public async Task WhatAlertsLookAt_BeginsAtZero()
    {
        using var instruments = new Instruments(Core.Services);
        var client = await Core.ConnectAsync();
        await client.CallAsync("Probe@zero/HD_Nothing/1");

        var failures = instruments.Observe().Where(static measured => measured.Attributes.Contains(("mqant.handler", "HD_Nothing")) && measured.Attributes.Contains(("mqant.outcome", "failed")));
        var drops = instruments.Observe().Where(static measured => measured.Name == "mqant.lane.dropped");

        Assert.Equal([("mqant.gateway.requests", 0.0), ("mqant.handler.calls", 0.0)], failures.Select(static measured => (measured.Name, measured.Value)).Order());
        Assert.Equal(4, drops.Count(static measured => measured.Value == 0));
    }

    [Fact]
    public async Task Slowest_OfAHandler_NamesTraceSessionAndUser()
    {
        var client = await Core.LoginAsync("slow user");

        var reply = await client.CallAsync("Probe@slow/HD_Bytes/1", "slow");

        var slow = Assert.Single(Metrics.Requests.Get("Probe", "HD_Bytes").Slowest.Read());
        Assert.Contains(slow.Trace.ToString(), reply.Body, StringComparison.Ordinal);
        Assert.Equal((client.Session.Id, "slow user", CallOutcome.Ok), (slow.Session, slow.User, slow.Outcome));
        Assert.True(slow.Duration > TimeSpan.Zero);
    }

    /// <summary>A game of its own: what others do would be counted, too.</summary>
    public sealed class Game : IAsyncLifetime
    {
        internal CoreFixture Core { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Core = await CoreFixture.StartAsync();

        public ValueTask DisposeAsync() => Core.DisposeAsync();
    }
}
