using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Mqant.Tests.Infrastructure;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class CallTests(CoreFixture core)
{
    [Theory]
    [InlineData("HelloWorld", "Topic must be [moduleType@moduleID]/[handler]|[moduleType@moduleID]/[handler]/[msgid]")]
    [InlineData("a/b/c/d/e/f/g/h/i", "Topic must be [moduleType@moduleID]/[handler]|[moduleType@moduleID]/[handler]/[msgid]")]
    [InlineData("Nope/Say/1", "Method(Say) must begin with 'HD_'")]
    [InlineData("Nope/HD_Say/1", "Service(type:Nope) not found")]
    [InlineData("Nope@a/HD_Say/1", "Service(type:Nope@a) not found")]
    [InlineData("HelloWorld@a/HD_Say/1", "Service(type:HelloWorld@a) not found")]
    [InlineData("Nope@/HD_Say/1", "Service(type:Nope@) not found")]
    [InlineData("Probe@12345678901234567890123456789012345678901234567890123456789012345/HD_Key/1", "Service(type:Probe@12345678901234567890123456789012345678901234567890123456789012345) not found")]
    [InlineData("Probe/HD_Nope/1", "Remote function(HD_Nope) not found")]
    [InlineData("Probe/HD_LoggedIn/1", "Not Logined")]
    public async Task Call_BadTopicOrTarget_AnswersWithTheProtocolsError(string topic, string error)
    {
        var client = await core.ConnectAsync();
        var reply = await client.CallAsync(topic, "{broken}");
        Assert.Equal(topic, reply.Topic);
        Assert.Equal(error, reply.Error);
        Assert.Equal("null", reply.Result);
    }

    [Theory]
    [InlineData("HD_Echo", "{\"a\":[1,\"大家好😀\"]}", "{\"a\":[1,\"大家好😀\"]}")]
    [InlineData("HD_Bytes", "abc", "\"YWJj\"")]
    [InlineData("HD_Nothing", "{}", "null")]
    [InlineData("HD_Nothing", "anything", "null")]
    [InlineData("HD_Count", "{}", "1")]
    [InlineData("HD_Set", "{\"Name\":\"x\"}", "null")]
    [InlineData("HD_Pushes", "{\"Number\":0}", "\"pushed\"")]
    [InlineData("HD_Ended", "", "[]")]
    public async Task Call_ResultOfEveryKind_IsWrittenAsJson(string handler, string payload, string result)
    {
        var client = await core.ConnectAsync();
        var reply = await client.CallAsync($"Probe@kind-{handler}-{payload.Length}/{handler}/1", payload);
        Assert.Equal("", reply.Error);
        Assert.Equal(result, reply.Result);
    }

    [Fact]
    public async Task Call_Reply_HasItsThreeKeysInOrder()
    {
        var client = await core.ConnectAsync();
        Assert.Matches("^{\"Trace\":\"[0-9a-f]{32}\",\"Error\":\"\",\"Result\":\"you say : hello\"}$", (await client.CallAsync("HelloWorld/HD_Say/1", "{\"say\":\"hello\"}")).Body);
        Assert.Matches("^{\"Trace\":\"[0-9a-f]{32}\",\"Error\":\"Remote function\\(HD_x\\) not found\",\"Result\":null}$", (await client.CallAsync("HelloWorld/HD_x/1")).Body);
    }

    [Fact]
    public async Task Call_RawResult_IsPublishedWithoutEnvelope()
    {
        var client = await core.ConnectAsync();
        Assert.Equal("not json", (await client.CallAsync("Probe@raw/HD_Raw/1", "not json")).Body);
    }

    [Theory]
    [InlineData("HD_Raw", "{broken}")]
    [InlineData("HD_Nothing", "{\"a\":}")]
    [InlineData("HD_Count", "")]
    [InlineData("HD_Count", "hello")]
    [InlineData("HD_Count", "{\"Name\":1}")]
    [InlineData("HD_Count", "null")]
    [InlineData("HD_Echo", "hello")]
    public async Task Call_PayloadThatDoesNotFit_IsABadFormat(string handler, string payload)
    {
        var client = await core.ConnectAsync();
        Assert.Equal("The JSON format is incorrect", (await client.CallAsync($"Probe@bad/{handler}/1", payload)).Error);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"Name\":\"a\"}")]
    [InlineData("{\"Number\":1}")]
    [InlineData("{\"Name\":null,\"Number\":1}")]
    [InlineData("{\"Name\":\"a\",\"Number\":null}")]
    public async Task Call_PayloadWithoutWhatIsNotNullable_IsABadFormat(string payload)
    {
        var client = await core.ConnectAsync();
        Assert.Equal("The JSON format is incorrect", (await client.CallAsync("Probe@strict/HD_Strict/1", payload)).Error);
    }

    [Theory]
    [InlineData("{\"Name\":\"a\",\"Number\":1}", "\"a 1   1\"")]
    [InlineData("{\"Name\":\"a\",\"Number\":1,\"Note\":null,\"Limit\":null,\"More\":[1]}", "\"a 1   1\"")]
    [InlineData("{\"Name\":\"a\",\"Number\":1,\"Note\":\"b\",\"Limit\":2,\"Times\":3}", "\"a 1 b 2 3\"")]
    public async Task Call_PayloadWithoutWhatIsNullableOrOptional_IsHandled(string payload, string result)
    {
        var client = await core.ConnectAsync();
        Assert.Equal(result, (await client.CallAsync("Probe@strict/HD_Strict/1", payload)).Result);
    }

    [Theory]
    [InlineData("HD_Strict", "{\"Name\":\"a\",\"Number\":\"secret\"}", "$.Number", "as a number")]
    [InlineData("HD_Strict", "{\"Name\":\"a\"}", "'Number'", "StrictRequest")]
    [InlineData("HD_Strict", "{\"Name\":null,\"Number\":1}", "'Name'", "$.Name")]
    [InlineData("HD_Strict", "null", "null", "StrictRequest")]
    [InlineData("HD_Nothing", "{secret}", "JSON object", "none")]
    public async Task Call_PayloadThatDoesNotFit_IsLoggedWithWhatWasExpectedWhere(string handler, string payload, params string[] parts)
    {
        var log = new CapturedLog("Mqant.ModuleExtension");
        await using var own = await CoreFixture.StartAsync(o =>
        {
            o.Settings["Logging:LogLevel:Mqant.ModuleExtension"] = "Debug";
            o.ConfigureServices(services => services.AddSingleton<ILoggerProvider>(log));
        });
        var reply = await (await own.ConnectAsync()).CallAsync($"Probe@log/{handler}/1", payload);

        var line = Assert.Single(log.Lines);
        Assert.Equal(GameErrors.BadJson, reply.Error);
        Assert.All([$"Probe/{handler}", JsonDocument.Parse(reply.Body).RootElement.GetProperty("Trace").GetString(), .. parts], part => Assert.Contains(part!, line, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_KeyInPayload_ChoosesTheGrain()
    {
        var client = await core.ConnectAsync();
        Assert.Equal("\"大厅 1\"", (await client.CallAsync("Probe/HD_Key/1", "{\"other\":{\"key\":\"x\"},\"key\":\"大厅 1\"}")).Result);
        Assert.Equal("\"b\"", (await client.CallAsync("Probe@b/HD_Key/1", "{\"key\":\"a\"}")).Result);
        Assert.Equal("\"\\u001fmissing\"", (await client.CallAsync("Probe/HD_Key/1", "{\"key\":5}")).Result);
        Assert.Equal("\"\\u001fmissing\"", (await client.CallAsync("Probe/HD_Key/1", "no json")).Result);
        Assert.Equal("Service(type:Probe@\n) not found", (await client.CallAsync("Probe/HD_Key/1", "{\"key\":\"\\n\"}")).Error);
    }

    [Fact]
    public async Task Call_TooManyNewKeys_AreRefusedAndKnownOnesAreNot()
    {
        var client = await core.ConnectAsync();
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal("", (await client.CallAsync($"Probe@limit{i}/HD_Nothing/1")).Error);
        }

        Assert.Equal("the work queue is full!", (await client.CallAsync("Probe@limit60/HD_Nothing/1")).Error);
        Assert.Equal("", (await client.CallAsync("Probe@limit0/HD_Nothing/1")).Error);
        Assert.Equal("", (await client.CallAsync("HelloWorld/HD_Say/1")).Error);
    }

    [Fact]
    public async Task Call_ExceptionForClients_PassesItsMessageOnAndOthersAreOpaque()
    {
        var client = await core.ConnectAsync();
        Assert.Equal("for the client", (await client.CallAsync("Probe@t/HD_Throw/1", new { Fail = false })).Error);
        var reply = await client.CallAsync("Probe@t/HD_Throw/1", new { Fail = true });
        Assert.Matches("^internal error \\(trace [0-9a-f]{32}\\)$", reply.Error);
        Assert.Contains(reply.Error[^33..^1], reply.Body[..50], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a cancelled call", "service unavailable")]
    [InlineData("a grain that no silo hosts", "service unavailable")]
    [InlineData("a silo that is gone", "service unavailable")]
    [InlineData("a message that was rejected", "service unavailable")]
    [InlineData("a client that is gone", "service unavailable")]
    [InlineData("a time-out", "deadline exceeded")]
    [InlineData("a cancellation of its own", "internal error (trace ")]
    [InlineData("a fault", "internal error (trace ")]
    public async Task Call_WhoseHandlerLetsThroughWhatItsOwnCallsFailedFor_SaysThatTheClusterIsToBlame(string name, string error)
    {
        var client = await core.ConnectAsync();
        Assert.StartsWith(error, (await client.CallAsync("Probe@letthrough/HD_LetThrough/1", new { Name = name })).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WithoutThirdSegment_IsHandledButNotAnswered()
    {
        var client = await core.ConnectAsync();
        foreach (var topic in new[] { "Probe@silent/HD_Count", "Probe@silent/HD_Count/", "Probe@silent/HD_Count/a/b" })
        {
            var request = new Gateway.Sessions.ClientRequest { Topic = System.Text.Encoding.UTF8.GetBytes(topic), Payload = "{}"u8.ToArray() };
            client.Session.Submit(request);
            Assert.False(request.ReplyExpected);
        }

        client.Session.Flush();
        for (var i = 1; i <= 3; i++)
        {
            // What a protocol must not send; the test's client shows it all the same.
            Assert.Equal($"{i}", (await client.NextAsync()).Result);
        }

        Assert.Equal("4", (await client.CallAsync("Probe@silent/HD_Count/1")).Result);
    }

    [Fact]
    public async Task Call_ManyAtOnce_AreAnsweredInOrder()
    {
        var client = await core.ConnectAsync();
        for (var i = 0; i < 1000; i++)
        {
            client.Session.Submit(new() { Topic = System.Text.Encoding.UTF8.GetBytes($"Probe@order/HD_Count/{i}"), Payload = "{}"u8.ToArray() });
            if (i % 7 == 0)
            {
                client.Session.Flush();
            }
        }

        client.Session.Flush();
        for (var i = 0; i < 1000; i++)
        {
            var reply = await client.NextAsync();
            Assert.Equal($"Probe@order/HD_Count/{i}", reply.Topic);
            Assert.Equal($"{i + 1}", reply.Result);
        }
    }

    [Fact]
    public async Task Call_SlowOneInABatch_DoesNotHoldBackTheRepliesBeforeIt()
    {
        var client = await core.ConnectAsync();
        client.Send(
            ("Probe@slow/HD_Count/1", "{}"),
            ("Probe@slow/HD_Count/2", "{}"),
            ("Probe@slow/HD_Block/3", "{\"Name\":\"slow\",\"Value\":\"now\"}"),
            ("Probe@slow/HD_Count/4", "{}"));
        Assert.Equal("Probe@slow/HD_Count/1", (await client.NextAsync()).Topic);
        Assert.Equal("Probe@slow/HD_Count/2", (await client.NextAsync()).Topic);

        var other = await core.ConnectAsync();
        await other.CallAsync("Probe@slow/HD_Release/1", new { Name = "slow" });
        Assert.Equal("\"released now\"", (await client.NextAsync()).Result);
        Assert.Equal("3", (await client.NextAsync()).Result);
    }

    [Fact]
    public async Task Call_ThatArrivesTwiceAtANewActivation_RunsOnceAndIsAnsweredTheSame()
    {
        var client = await core.ConnectAsync();
        var target = core.Grains.GetGrain<IModuleExtension>(core.Grains.GetGrain<Modules.IProbe>("twice").GetGrainId());
        var batch = new CallBatch
        {
            Session = client.Session.Snapshot,
            Calls = [new HandlerCall { HandlerName = "HD_Count", Payload = "{}"u8.ToArray(), Number = 1_000, Trace = TraceId.CreateRandom() }],
        };

        var first = await target.InvokePlainAsync(batch);
        var second = await target.InvokePlainAsync(batch);

        Assert.Equal("1"u8.ToArray(), first.Replies[0].Result.Memory.ToArray());
        Assert.Equal("1"u8.ToArray(), second.Replies[0].Result.Memory.ToArray());
        Assert.Equal("2", (await client.CallAsync("Probe@twice/HD_Count/1", "{\"key\":\"twice\"}")).Result);
    }

    [Fact]
    public async Task Call_PastItsTimeLimit_EndsAndFreesTheGrain()
    {
        var client = await core.ConnectAsync();
        client.Send(("Probe@hang/HD_Block/1", "{\"Name\":\"never\"}"), ("Probe@hang/HD_Block/2", "{\"Name\":\"never\"}"));
        Assert.Equal("deadline exceeded", (await client.NextAsync()).Error);
        Assert.Equal("deadline exceeded", (await client.NextAsync()).Error);
        Assert.Equal("1", (await client.CallAsync("Probe@hang/HD_Count/3")).Result);
    }

    [Fact]
    public async Task Call_MoreThanMayBeInFlight_WaitAndAreAllAnswered()
    {
        var client = await core.ConnectAsync();
        var requests = Enumerable.Range(0, 50).Select(i => ($"Probe@wait{i}/HD_Block/{i}", "{\"Name\":\"wait\"}")).ToArray();
        client.Send(requests);
        await (await core.ConnectAsync()).CallAsync("Probe@wait/HD_Release/1", new { Name = "wait" });
        var answered = new HashSet<string>();
        for (var i = 0; i < requests.Length; i++)
        {
            var reply = await client.NextAsync();
            Assert.Equal("", reply.Error);
            Assert.True(answered.Add(reply.Topic));
        }
    }

    [Fact]
    public async Task Call_WaitingRequestsOverThePacketLimit_FillTheSession()
    {
        var client = await core.ConnectAsync();
        var payload = $"{{\"Name\":\"full\",\"Value\":\"{new string('x', 10_000)}\"}}";
        for (var i = 0; !client.Session.IsFull; i++)
        {
            Assert.True(i < 100);
            client.Session.Submit(new() { Topic = "Probe@full/HD_Block/1"u8.ToArray(), Payload = System.Text.Encoding.UTF8.GetBytes(payload) });
        }

        var ready = client.Session.WhenReadyAsync();
        Assert.False(ready.IsCompleted);
        client.Session.Flush();
        await (await core.ConnectAsync()).CallAsync("Probe@full/HD_Release/1", new { Name = "full" });
        await ready.AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.False(client.Session.IsFull);
    }

    [Theory]
    [InlineData("Probe@unwritten/HD_Key/1")]
    [InlineData("Probe@unwritten/HD_Nope/1")]
    public async Task Answer_ThatAClientProtocolFailsToWrite_ClosesTheConnection_AndKeepsNoPlaceInFlight(string topic)
    {
        var client = await core.ConnectAsync();
        client.OnReply = static _ => throw new InvalidOperationException("a protocol that cannot write");
        client.Send((topic, "{}"));
        Assert.Equal(SessionEndReason.ConnectionLost, await client.Closed);
        await client.Session.WhenIdleAsync().WithinDeadline("the end of the call");
    }

    [Fact]
    public async Task Filter_AroundAHandler_RunsBeforeAndAfterAndMayRefuse()
    {
        var client = await core.ConnectAsync();
        client.Send(("Probe@filter/HD_Filtered/1", "{}"));
        Assert.Equal("\"before Probe/HD_Filtered\"", (await client.NextAsync()).Body);
        Assert.Equal("\"after\"", (await client.NextAsync()).Body);
        Assert.Equal("\"filtered\"", (await client.NextAsync()).Result);
        Assert.Equal("refused by filter", (await client.CallAsync("Probe@filter/HD_Filtered/1", "forbidden")).Error);
    }
}
