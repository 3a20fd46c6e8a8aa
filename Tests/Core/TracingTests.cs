using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Mqant.Gateway.Hooks;
using Mqant.Tests.Infrastructure;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Which requests are recorded, and what of them.</summary>
public sealed class TracingTests
{
    private const string Ratio = "Mqant:Telemetry:SampleRatio";
    private const string Slow = "Mqant:Telemetry:SlowThreshold";
    private const string Errors = "Mqant:Telemetry:AlwaysOnErrors";

    [Fact]
    public async Task Request_ThatIsRecorded_IsATreeFromTheClientToTheHandler()
    {
        await using var core = await StartAsync((Ratio, "1"));
        var client = await core.LoginAsync("traced-user");
        using var trace = new RecordedTrace();

        var reply = await trace.CallAsync(client, "Traced@here/HD_Ok/77");

        Assert.Contains(trace.Id.ToString(), reply.Body);
        var request = trace["process Traced/HD_Ok", ActivityKind.Consumer];
        var call = trace["Traced/HD_Ok", ActivityKind.Client];
        var handler = trace["Traced/HD_Ok", ActivityKind.Server];
        Assert.Equal([trace.Parent, request.SpanId, call.SpanId], new[] { request.ParentSpanId, call.ParentSpanId, handler.ParentSpanId });
        Assert.Equal(3, trace.Spans.Length);
        var expected = new Dictionary<string, object?>
        {
            ["messaging.system"] = "mqtt",
            ["messaging.operation.name"] = "process",
            ["messaging.operation.type"] = "process",
            ["messaging.destination.name"] = "Traced@here/HD_Ok/77",
            ["messaging.destination.template"] = "Traced/HD_Ok",
            ["messaging.message.body.size"] = 2,
            ["mqant.session"] = client.Session.Id,
            ["mqant.user"] = "traced-user",
            ["mqant.transport"] = "memory",
            ["mqant.module"] = "Traced",
            ["mqant.handler"] = "HD_Ok",
            ["mqant.key"] = "here",
            ["mqant.reply.size"] = reply.Body.Length,
            ["mqant.outcome"] = "ok",
        };
        Assert.Equal(expected, request.TagObjects.ToDictionary());
        var described = handler.TagObjects.ToDictionary();
        Assert.Equal(("orleans", "Traced", "HD_Ok"), (described["rpc.system"], described["rpc.service"], described["rpc.method"]));
        Assert.Equal(("here", client.Session.Id, "traced-user", "ok"), (described["mqant.key"], described["mqant.session"], described["mqant.user"], described["mqant.outcome"]));
    }

    [Theory]
    [InlineData("HD_Refuse", "refused", ActivityStatusCode.Unset)]
    [InlineData("HD_Fail", "failed", ActivityStatusCode.Error)]
    public async Task Handler_ThatThrows_IsAnErrorOnlyWhereNobodyExpectedIt(string name, string outcome, ActivityStatusCode status)
    {
        await using var core = await StartAsync((Ratio, "1"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();

        await trace.CallAsync(client, $"Traced/{name}/1");

        Assert.Equal(3, trace.Spans.Length);
        Assert.All(trace.Spans, span => Assert.Equal((outcome, status), (span.GetTagItem("mqant.outcome"), span.Status)));
        var thrown = trace[$"Traced/{name}", ActivityKind.Server].Events.SingleOrDefault(e => e.Name == "exception");
        Assert.Equal(status == ActivityStatusCode.Error ? "no such luck" : null, thrown.Tags?.SingleOrDefault(tag => tag.Key == "exception.message").Value);
    }

    [Fact]
    public async Task Call_ThatIsSentAgain_IsASpanEachTime()
    {
        await using var core = await StartAsync((Ratio, "1"));
        var grain = new ScriptedGrain(static (call, batch, _) => call == 1 ? throw new SiloUnavailableException() : new ValueTask<ReplyBatch>(ScriptedGrain.Number(batch)));
        var client = await grain.ConnectAsync(core);
        using var trace = new RecordedTrace();

        await trace.CallAsync(client, "Traced/HD_Ok/1");

        var request = trace["process Traced/HD_Ok", ActivityKind.Consumer];
        var calls = trace.Spans.Where(static span => span.Kind == ActivityKind.Client).ToArray();
        Assert.Equal(["unavailable", "ok"], calls.Select(static call => call.GetTagItem("mqant.outcome")));
        Assert.All(calls, call => Assert.Equal(request.SpanId, call.ParentSpanId));
        Assert.Equal("ok", request.GetTagItem("mqant.outcome"));
    }

    [Theory]
    [InlineData("1", 2)]
    [InlineData("0", 1)]
    public async Task Call_ThatIsNotAnswered_SaysWhyInTheGateway(string ratio, int spans)
    {
        await using var core = await StartAsync((Ratio, ratio));
        var grain = new ScriptedGrain(static (_, _, _) => throw new TimeoutException("no answer"));
        var client = await grain.ConnectAsync(core);
        using var trace = new RecordedTrace();

        await trace.CallAsync(client, "Traced/HD_Ok/1");

        Assert.Equal(spans, trace.Spans.Length);
        Assert.All(trace.Spans, static span =>
        {
            Assert.Equal((ActivityStatusCode.Error, "timeout", "System.TimeoutException"), (span.Status, span.GetTagItem("mqant.outcome"), span.GetTagItem("error.type")));
            Assert.Contains(span.Events, static e => e.Name == "exception");
        });
    }

    [Fact]
    public async Task Request_ThatIsNotRecordedAndFails_IsRecordedAtItsEnd()
    {
        await using var core = await StartAsync((Ratio, "0"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();

        await trace.CallAsync(client, "Traced/HD_Fail/1");

        var request = trace["process Traced/HD_Fail", ActivityKind.Consumer];
        var handler = trace["Traced/HD_Fail", ActivityKind.Server];
        Assert.Equal(2, trace.Spans.Length);
        Assert.Equal((trace.Parent, request.SpanId), (request.ParentSpanId, handler.ParentSpanId));
        Assert.All(trace.Spans, span => Assert.Equal(("error", "failed", ActivityStatusCode.Error), (span.GetTagItem("mqant.sampled"), span.GetTagItem("mqant.outcome"), span.Status)));
        Assert.Contains(handler.Events, e => e.Name == "exception");
        Assert.InRange(handler.StartTimeUtc + handler.Duration, handler.StartTimeUtc, request.StartTimeUtc + request.Duration);
        Assert.InRange(request.Duration, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(1));
        Assert.Equal("Traced", request.GetTagItem("mqant.module"));
    }

    [Fact]
    public async Task Requests_OfOneTraceThatFail_HaveSpansOfTheirOwn()
    {
        await using var core = await StartAsync((Ratio, "0"));
        var (first, second) = (await core.ConnectAsync(), await core.ConnectAsync());
        using var trace = new RecordedTrace();

        await trace.CallAsync(first, "Traced/HD_Fail/1");
        await trace.CallAsync(first, "Traced/HD_Fail/2");
        await trace.CallAsync(second, "Traced/HD_Fail/1");

        var requests = trace.Spans.Where(span => span.Kind == ActivityKind.Consumer).Select(span => span.SpanId).ToHashSet();
        Assert.Equal(3, requests.Count);
        Assert.Equal(requests, trace.Spans.Where(span => span.Kind == ActivityKind.Server).Select(span => span.ParentSpanId).ToHashSet());
    }

    [Theory]
    [InlineData("HD_Ok", "00:00:00", true, "slow")]
    [InlineData("HD_Ok", "00:10:00", true, null)]
    [InlineData("HD_Refuse", "", true, null)]
    [InlineData("HD_Fail", "", false, null)]
    [InlineData("HD_Fail", "00:00:00", false, "slow")]
    public async Task Request_ThatIsNotRecorded_IsRecordedAtItsEndForReasonsOfTheSettings(string name, string slow, bool errors, string? sampled)
    {
        await using var core = await StartAsync((Ratio, "0"), (Slow, slow), (Errors, $"{errors}"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();

        await trace.CallAsync(client, $"Traced/{name}/1");

        Assert.Equal(sampled is null ? [] : [sampled, sampled], trace.Spans.Select(span => span.GetTagItem("mqant.sampled")));
    }

    [Theory]
    [InlineData("0", false, true, false)]
    [InlineData("0", true, true, true)]
    [InlineData("1", true, false, false)]
    [InlineData("1", false, false, true)]
    public async Task ClientsFlag_CountsOnlyWhereItIsAllowed(string ratio, bool allowed, bool flag, bool recorded)
    {
        await using var core = await StartAsync((Ratio, ratio), ("Mqant:Telemetry:ClientSampling", $"{allowed}"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();

        var reply = await trace.CallAsync(client, "Traced/HD_Ok/1", sampled: flag);

        Assert.Equal(recorded, trace.Spans.Length > 0);
        Assert.Contains(trace.Id.ToString(), reply.Body);
    }

    [Theory]
    [InlineData("Traced/HD_Ok", true)]
    [InlineData("Traced/HD_Refuse", false)]
    [InlineData("Probe/HD_Nothing", true)]
    [InlineData("Scoped/HD_Beside", false)]
    public async Task Sampling_OfModulesAndHandlers_ComesBeforeThatOfAll(string handler, bool recorded)
    {
        await using var core = await StartAsync(
            (Ratio, "0"), ("Mqant:Telemetry:Sampling:Traced", "0"), ("Mqant:Telemetry:Sampling:Traced/HD_Ok", "1"), ("Mqant:Telemetry:Sampling:Probe", "1"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();

        await trace.CallAsync(client, $"{handler}/1");

        Assert.Equal(recorded, trace.Spans.Length > 0);
    }

    [Fact]
    public async Task Sampling_ThatChanges_CountsFromTheNextRequest()
    {
        await using var core = await StartAsync((Ratio, "0"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();
        await trace.CallAsync(client, "Traced/HD_Ok/1");
        Assert.Empty(trace.Spans);

        var settings = (IConfigurationRoot)core.Services.GetRequiredService<IConfiguration>();
        settings["Mqant:Telemetry:Sampling:Traced"] = "1";
        settings.Reload();

        await trace.CallAsync(client, "Traced/HD_Ok/2");
        Assert.NotEmpty(trace.Spans);
    }

    [Theory]
    [InlineData("0", SamplingDecision.Record, true)]
    [InlineData("1", SamplingDecision.Leave, false)]
    [InlineData("1", SamplingDecision.Pass, true)]
    [InlineData("0", SamplingDecision.Pass, false)]
    public async Task Sampler_OfTheGame_DecidesBeforeTheSettings(string ratio, SamplingDecision decision, bool recorded)
    {
        var sampler = new Sampler(decision);
        await using var core = await StartAsync(services => services.AddSingleton<IRequestSampler>(sampler), (Ratio, ratio));
        var client = await core.LoginAsync("sampled-user");
        using var trace = new RecordedTrace();

        await trace.CallAsync(client, "Traced@here/HD_Ok/1");

        Assert.Equal(recorded, trace.Spans.Length > 0);
        var asked = Assert.Single(sampler.Asked, request => request.Trace == trace.Id.ToString());
        Assert.Equal(("Traced", "HD_Ok", "here", "sampled-user", client.Session.Id), (asked.Module, asked.Handler, asked.Key, asked.Session.UserId, asked.Session.Id));
    }

    [Fact]
    public async Task Grains_ThatARecordedHandlerCalls_ArePartsOfItsTrace()
    {
        await using var core = await StartAsync(static services => services.AddMqantGrainTracing(), (Ratio, "1"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();

        await trace.CallAsync(client, "Traced/HD_Tour/1");

        var handler = trace["Traced/HD_Tour", ActivityKind.Server];
        var keep = trace["ITracedCompanion/KeepAsync", ActivityKind.Server];
        Assert.Equal(handler.SpanId, keep.ParentSpanId);
        Assert.Contains(trace.Spans, span => span.Source.Name == "Microsoft.Orleans.Storage" && span.ParentSpanId == keep.SpanId);
        Assert.Equal(keep.SpanId, (await trace.WaitForAsync("send Traced/OnKept", ActivityKind.Producer)).ParentSpanId);
    }

    [Fact]
    public async Task Group_ThatARecordedHandlerPublishesTo_SendsInItsTrace()
    {
        await using var core = await StartAsync(static services => services.AddMqantGrainTracing(), (Ratio, "1"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();
        await core.Groups.Get("guild").JoinAsync(client.Session.Snapshot.Ref);

        await trace.CallAsync(client, "Traced/HD_Publish/1", new { Name = "guild" });

        var publish = trace["IGroupGrain/PublishAsync", ActivityKind.Server];
        Assert.Equal(trace["Traced/HD_Publish", ActivityKind.Server].SpanId, publish.ParentSpanId);
        var push = await trace.WaitForAsync("send Traced/OnGroup", ActivityKind.Producer);
        Assert.Equal((publish.SpanId, "guild", 7), (push.ParentSpanId, push.GetTagItem("mqant.group"), push.GetTagItem("messaging.message.body.size")));
    }

    [Fact]
    public async Task Timer_ThatARecordedHandlerStarts_IsPartOfItsTraceOnce()
    {
        await using var core = await StartAsync((Ratio, "1"));
        var client = await core.ConnectAsync();
        using var trace = new RecordedTrace();

        // Both runs may come before the reply.
        var pushes = 0;
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.OnPush = message => (message.Topic == "Traced/OnTimer" && Interlocked.Increment(ref pushes) == 2 ? second : null)?.SetResult();
        await trace.CallAsync(client, "Traced/HD_Timer/1");
        await second.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        var timer = Assert.Single(trace.Spans, static span => span.DisplayName.EndsWith(" timer", StringComparison.Ordinal));
        Assert.Equal(trace["Traced/HD_Timer", ActivityKind.Server].SpanId, timer.ParentSpanId);
        Assert.Equal(timer.SpanId, trace["send Traced/OnTimer", ActivityKind.Producer].ParentSpanId);
    }

    private static Task<CoreFixture> StartAsync(params (string Key, string Value)[] settings) => StartAsync(static _ => { }, settings);

    private static Task<CoreFixture> StartAsync(Action<IServiceCollection> configure, params (string Key, string Value)[] settings) => CoreFixture.StartAsync(o =>
    {
        o.ConfigureServices(configure);
        foreach (var (key, value) in settings)
        {
            o.Settings[key] = value;
        }
    });

    private sealed class Sampler(SamplingDecision decision) : IRequestSampler
    {
        public List<RequestInfo> Asked { get; } = [];

        public SamplingDecision Decide(RequestInfo request)
        {
            lock (Asked)
            {
                Asked.Add(request);
            }

            return decision;
        }
    }
}
