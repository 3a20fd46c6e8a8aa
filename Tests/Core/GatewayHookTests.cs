using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Gateway.Hooks;
using Mqant.Gateway.Sessions;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What services of a gateway's process see and change of what comes and goes.</summary>
public sealed class GatewayHookTests
{
    [Theory]
    [InlineData("Traced@here/HD_Ok/1", "Traced", "HD_Ok", "here", CallOutcome.Ok, "", "\"ok\"")]
    [InlineData("Traced@here/HD_Refuse/1", "Traced", "HD_Refuse", "here", CallOutcome.Refused, "not today", "")]
    [InlineData("Traced@here/HD_Fail/1", "Traced", "HD_Fail", "here", CallOutcome.Failed, "internal error", "")]
    [InlineData("Nowhere/HD_Ok/1", "", "", "", CallOutcome.Refused, "Service(type:Nowhere) not found", "")]
    [InlineData("Traced/HD_None/1", "", "", "", CallOutcome.Refused, "Remote function(HD_None) not found", "")]
    [InlineData("Probe@x/HD_LoggedIn/1", "Probe", "HD_LoggedIn", "", CallOutcome.Refused, "Not Logined", "")]
    public async Task Listener_OfARequest_SeesWhatItWasForAndHowItEnded(
        string topic, string module, string handler, string key, CallOutcome outcome, string error, string result)
    {
        var listener = new Listener();
        await using var core = await StartAsync(services => services.AddSingleton<IRequestListener>(listener));
        var client = await core.ConnectAsync();

        var reply = await client.CallAsync(topic);

        var (request, end) = Assert.Single(listener.Ended);
        Assert.Equal((topic, module, handler, key), (request.Topic, request.Module, request.Handler, request.Key));
        Assert.Equal((client.Session.Id, "memory"), (request.Session.Id, request.Session.Transport));
        Assert.Equal((outcome, result), (end.Outcome, Encoding.UTF8.GetString(end.Result.Span)));
        Assert.StartsWith(error, end.Error, StringComparison.Ordinal);
        Assert.Contains(request.Trace, reply.Body);
        Assert.Equal(key.Length > 0, end.Duration > TimeSpan.Zero);
        Assert.Empty(listener.TimedOut);
    }

    [Fact]
    public async Task Listener_OfARequestThatPassesItsTimeLimit_IsToldSo()
    {
        var listener = new Listener();
        await using var core = await StartAsync(services => services.AddSingleton<IRequestListener>(listener), ("Mqant:Gateway:CallTimeout", "00:00:01"));
        var client = await core.ConnectAsync();

        var reply = await client.CallAsync("Probe@late/HD_Block/1", new { Name = "never released" });

        Assert.Equal(GameErrors.DeadlineExceeded, reply.Error);
        var (request, end) = Assert.Single(listener.TimedOut);
        Assert.Equal(("Probe", "HD_Block", "late", CallOutcome.Timeout, GameErrors.DeadlineExceeded), (request.Module, request.Handler, request.Key, end.Outcome, end.Error));
        Assert.True(end.Duration > TimeSpan.Zero);
        Assert.Single(listener.Ended);
    }

    [Fact]
    public async Task Hook_ThatFails_ChangesNothingAndIsLogged()
    {
        using var log = new CapturedLog();
        await using var core = await StartAsync(services => services
            .AddSingleton<IRequestListener, Broken>().AddSingleton<IRequestRouter, Broken>().AddSingleton<IOutboundHook, Broken>()
            .AddSingleton<ILoggerProvider>(log).AddSingleton<ISuppressedLines>(log));
        var client = await core.ConnectAsync();

        Assert.Equal("\"pushed\"", (await client.CallAsync("Probe@broken/HD_Pushes/1", new { Number = 1 })).Result);

        Assert.Equal(4, log.Lines.Count(static line => line.StartsWith("2711 ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Router_OfATopicOfAnyForm_SendsItToAHandlerAndTheReplyBackOnTheTopic()
    {
        await using var core = await StartAsync(static services => services.AddSingleton<IRequestRouter, Legacy>());
        var client = await core.ConnectAsync();

        var reply = await client.CallAsync("legacy.key.room-1");
        Assert.Equal(("legacy.key.room-1", "\"room-1\""), (reply.Topic, reply.Result));

        // What the router does not know is as without it.
        Assert.Equal("\"ok\"", (await client.CallAsync("Traced/HD_Ok/1")).Result);
        Assert.Equal(GameErrors.BadTopic, (await client.CallAsync("other")).Error);
    }

    [Theory]
    [InlineData("legacy.nowhere", "Service(type:Nowhere) not found")]
    [InlineData("legacy.nothing", "Remote function(HD_None) not found")]
    [InlineData("legacy.login", "Not Logined")]
    public async Task Router_ThatSendsWhereNobodyIs_IsAnsweredAsTheTopicWouldBe(string topic, string error)
    {
        await using var core = await StartAsync(static services => services.AddSingleton<IRequestRouter, Legacy>());
        var client = await core.ConnectAsync();

        Assert.Equal(error, (await client.CallAsync(topic)).Error);
    }

    [Fact]
    public async Task Router_ThatExpectsNoReply_LeavesTheClientWithout()
    {
        var listener = new Listener();
        await using var core = await StartAsync(services => services.AddSingleton<IRequestRouter, Legacy>().AddSingleton<IRequestListener>(listener));
        var client = await core.ConnectAsync();
        var expected = new List<bool>();
        client.OnComplete = request => expected.Add(request.ReplyExpected);

        await client.CallAsync("legacy.silent");
        await client.CallAsync("legacy.key.x");

        Assert.Equal([false, true], expected);
    }

    [Fact]
    public async Task Outbound_PushThatIsChangedForOne_ReachesTheOthersAsItWas()
    {
        await using var core = await StartAsync(static services => services.AddSingleton<IOutboundHook, Censor>());
        var (child, other, third) = (await core.LoginAsync("child"), await core.ConnectAsync(), await core.ConnectAsync());
        var messages = new ConcurrentQueue<OutboundMessage>();
        other.OnPush = third.OnPush = messages.Enqueue;

        await core.Sessions.BroadcastAsync("News/OnWord", "damn");

        Assert.Equal("\"d***\"", (await child.NextAsync()).Body);
        Assert.Equal("\"damn\"", (await other.NextAsync()).Body);
        Assert.Equal("\"damn\"", (await third.NextAsync()).Body);
        Assert.Single(messages.Distinct());
    }

    [Fact]
    public async Task Outbound_PushThatIsDropped_DoesNotReachTheClientAndCountsAsNotAcknowledged()
    {
        await using var core = await StartAsync(static services => services.AddSingleton<IOutboundHook, Censor>());
        var child = await core.LoginAsync("child");

        core.Sessions.Send(child.Session.Snapshot.Ref, "Adult/OnNews", "x");
        Assert.False(await core.Sessions.SendAcknowledgedAsync(child.Session.Snapshot.Ref, "Adult/OnNews", "x"));
        core.Sessions.Send(child.Session.Snapshot.Ref, "News/OnWord", "last");

        Assert.Equal("News/OnWord", (await child.NextAsync()).Topic);
    }

    [Fact]
    public async Task Outbound_Reply_IsChangedOrDropped()
    {
        await using var core = await StartAsync(static services => services.AddSingleton<IOutboundHook, Censor>());
        var child = await core.LoginAsync("child");
        var expected = new List<bool>();
        child.OnComplete = request => expected.Add(request.ReplyExpected);

        Assert.Equal("\"changed\"", (await child.CallAsync("Traced/HD_Ok/1")).Result);
        Assert.Equal("not for you", (await child.CallAsync("Traced/HD_Refuse/1")).Error);
        await child.CallAsync("Traced/HD_Fail/1");

        Assert.Equal([true, true, false], expected);
    }

    private static Task<CoreFixture> StartAsync(Action<IServiceCollection> configure, params (string Key, string Value)[] settings) => CoreFixture.StartAsync(o =>
    {
        o.ConfigureServices(configure);
        foreach (var (key, value) in settings)
        {
            o.Settings[key] = value;
        }
    });

    private sealed class Listener : IRequestListener
    {
        public ConcurrentQueue<(RequestInfo Request, RequestEnd End)> Ended { get; } = new();

        public ConcurrentQueue<(RequestInfo Request, RequestEnd End)> TimedOut { get; } = new();

        public void OnEnded(RequestInfo request, RequestEnd end) => Ended.Enqueue((request, end));

        public void OnTimedOut(RequestInfo request, RequestEnd end) => TimedOut.Enqueue((request, end));
    }

    private sealed class Broken : IRequestListener, IRequestRouter, IOutboundHook
    {
        public void OnEnded(RequestInfo request, RequestEnd end) => throw new InvalidOperationException("listener");

        public RequestRoute? Route(string topic, ReadOnlyMemory<byte> payload, SessionInfo session) => throw new InvalidOperationException("router");

        public PushMessage? OnPush(SessionInfo session, PushMessage push) => throw new InvalidOperationException("push");

        public ReplyMessage? OnReply(RequestInfo request, ReplyMessage reply) => throw new InvalidOperationException("reply");
    }

    private sealed class Legacy : IRequestRouter
    {
        public RequestRoute? Route(string topic, ReadOnlyMemory<byte> payload, SessionInfo session) => topic.Split('.') switch
        {
            ["legacy", "key", var key] => new RequestRoute("Probe", "HD_Key", key),
            ["legacy", "silent"] => new RequestRoute("Probe", "HD_Key", "silent", ReplyExpected: false),
            ["legacy", "nowhere"] => new RequestRoute("Nowhere", "HD_Key"),
            ["legacy", "nothing"] => new RequestRoute("Probe", "HD_None", "x"),
            ["legacy", "login"] => new RequestRoute("Probe", "HD_LoggedIn", "x"),
            _ => null,
        };
    }

    private sealed class Censor : IOutboundHook
    {
        public PushMessage? OnPush(SessionInfo session, PushMessage push) =>
            session.UserId != "child" ? push
            : push.Topic.StartsWith("Adult/", StringComparison.Ordinal) ? null
            : push.Payload.Span.SequenceEqual("\"damn\""u8) ? push with { Payload = "\"d***\""u8.ToArray() }
            : push;

        public ReplyMessage? OnReply(RequestInfo request, ReplyMessage reply) => request.Handler switch
        {
            "HD_Ok" => reply with { Result = "\"changed\""u8.ToArray() },
            "HD_Refuse" => new ReplyMessage("not for you", default),
            "HD_Fail" => null,
            _ => reply,
        };
    }
}
