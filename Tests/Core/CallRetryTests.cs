using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Mqant.Gateway.Push;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>What becomes of calls that fail or take too long, and of replies that went ahead of them.</summary>
public sealed class CallRetryTests(CoreFixture core)
{
    private const string Count = "Probe@retry/HD_Count";
    private const string Idempotent = "Probe@retry/HD_Idempotent";

    private static readonly Exception Died = new SiloUnavailableException("The target silo became unavailable for message: …");

    private readonly Guid _lane = Guid.NewGuid();

    private static readonly Dictionary<string, Exception> Failures = new()
    {
        ["its silo died"] = Died,
        ["this process stops"] = new SiloUnavailableException("The local Orleans host is shutting down and can no longer process the request: …"),
        ["no answer in time"] = new TimeoutException("Response did not arrive on time"),
        ["its silo is known to be dead"] = new SiloUnavailableException(),
        ["rejected"] = OrleansExceptions.Create<OrleansMessageRejectionException>("rejected"),
        ["the silo takes no calls"] = new GatewayTooBusyException(),
        ["no connection"] = new ConnectionFailedException("no connection"),
        ["the grain takes no calls"] = new LimitExceededException("too many"),
        ["its silo was not found"] = new OperationCanceledException(),
    };

    [Theory]
    [InlineData("its silo died", GameErrors.ServiceUnavailable)]
    [InlineData("this process stops", GameErrors.ServiceUnavailable)]
    [InlineData("no answer in time", GameErrors.DeadlineExceeded)]
    public async Task Call_WhoseOutcomeIsUnknown_IsSentOnce(string failure, string error)
    {
        var grain = new ScriptedGrain((_, _, _) => ValueTask.FromException<ReplyBatch>(Failures[failure]));
        var client = await grain.ConnectAsync(core);
        client.Send(($"{Count}/1", "{}"), ($"{Count}/2", "{}"));
        Assert.Equal(error, (await client.NextAsync()).Error);
        Assert.Equal(error, (await client.NextAsync()).Error);
        Assert.Equal([[1, 2]], grain.Calls);
    }

    [Theory]
    [InlineData("its silo died", GameErrors.ServiceUnavailable)]
    [InlineData("this process stops", GameErrors.ServiceUnavailable)]
    [InlineData("no answer in time", GameErrors.DeadlineExceeded)]
    public async Task Call_ThatGoesOnWithAnIdempotentOneAndIsNot_IsSentOnce(string failure, string error)
    {
        var grain = new ScriptedGrain((_, _, _) => ValueTask.FromException<ReplyBatch>(Failures[failure]));
        var client = await grain.ConnectAsync(core);
        client.Send(($"{Idempotent}/1", "{}"), ($"{Count}/2", "{}"));
        Assert.Equal(error, (await client.NextAsync()).Error);
        Assert.Equal(error, (await client.NextAsync()).Error);
        Assert.Equal([[1, 2]], grain.Calls);
    }

    [Fact]
    public async Task Call_OfIdempotentHandlers_IsSentAgainWhenItsSiloDied()
    {
        var grain = new ScriptedGrain((call, batch, _) => call < 3 ? ValueTask.FromException<ReplyBatch>(Died) : new(ScriptedGrain.Number(batch)));
        var client = await grain.ConnectAsync(core);
        client.Send(($"{Idempotent}/1", "{}"), ($"{Idempotent}/2", "{}"));
        Assert.Equal("1", (await client.NextAsync()).Result);
        Assert.Equal("2", (await client.NextAsync()).Result);
        Assert.Equal([[1, 2], [1, 2], [1, 2]], grain.Calls);
    }

    [Fact]
    public async Task Call_OfAnIdempotentHandlerThatTimedOut_IsNotSentAgain()
    {
        var grain = new ScriptedGrain((_, _, _) => ValueTask.FromException<ReplyBatch>(new TimeoutException()));
        var client = await grain.ConnectAsync(core);
        Assert.Equal(GameErrors.DeadlineExceeded, (await client.CallAsync($"{Idempotent}/1", "{}")).Error);
        Assert.Single(grain.Calls);
    }

    [Theory]
    [InlineData("its silo is known to be dead")]
    [InlineData("rejected")]
    [InlineData("the silo takes no calls")]
    [InlineData("no connection")]
    [InlineData("the grain takes no calls")]
    [InlineData("its silo was not found")]
    public async Task Call_ThatNeverStarted_IsSentAgainAheadOfLaterOnes(string failure)
    {
        var first = new TaskCompletionSource<ReplyBatch>();
        var grain = new ScriptedGrain((call, batch, _) => call == 1 ? new(first.Task) : new(ScriptedGrain.Number(batch)));
        var client = await grain.ConnectAsync(core);
        client.Send(($"{Count}/1", "{}"));
        client.Send(($"{Count}/2", "{}"));
        first.SetException(Failures[failure]);
        Assert.Equal("1", (await client.NextAsync()).Result);
        Assert.Equal("2", (await client.NextAsync()).Result);
        Assert.Equal([[1], [1], [2]], grain.Calls);
    }

    [Fact]
    public async Task Call_ThatNeverStarts_IsGivenUpAtItsLimit()
    {
        var time = new FakeTimeProvider();
        var grain = new ScriptedGrain((_, _, _) =>
        {
            time.Advance(core.Options.CallTimeout);
            return ValueTask.FromException<ReplyBatch>(new SiloUnavailableException());
        });
        var client = await grain.ConnectAsync(core, time);
        Assert.Equal(GameErrors.ServiceUnavailable, (await client.CallAsync($"{Count}/1", "{}")).Error);
        Assert.Single(grain.Calls);
    }

    [Fact]
    public async Task Request_WhoseLimitPassesWhileItWaits_IsAnsweredAndNeverReachesTheGrain()
    {
        var time = new FakeTimeProvider();
        var first = new TaskCompletionSource<ReplyBatch>();
        var grain = new ScriptedGrain((call, batch, _) => call == 1 ? new(first.Task) : new(ScriptedGrain.Number(batch)));
        var client = await grain.ConnectAsync(core, time);
        client.Send(($"{Count}/1", "{}"));
        client.Send(($"{Count}/2", "{}"), ($"{Count}/3", "{}"));
        time.Advance(core.Options.CallTimeout / 2);
        client.Send(($"{Count}/4", "{}"));
        time.Advance(core.Options.CallTimeout / 2);
        first.SetResult(new ReplyBatch { Replies = [ScriptedGrain.Reply("1")] });

        Assert.Equal("1", (await client.NextAsync()).Result);
        Assert.Equal(GameErrors.DeadlineExceeded, (await client.NextAsync()).Error);
        Assert.Equal(GameErrors.DeadlineExceeded, (await client.NextAsync()).Error);
        Assert.Equal("4", (await client.NextAsync()).Result);
        Assert.Equal([[1], [4]], grain.Calls);
        await client.Session.WhenIdleAsync().WithinDeadline("every place in flight to be free");
    }

    [Fact]
    public async Task Call_ThatWaitedForMostOfItsTime_IsCancelledAtItsLimit()
    {
        var time = new FakeTimeProvider();
        var first = new TaskCompletionSource<ReplyBatch>();
        var grain = new ScriptedGrain(async (call, _, cancellationToken) =>
        {
            if (call == 2)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            return await first.Task;
        });
        var client = await grain.ConnectAsync(core, time);
        client.Send(($"{Count}/1", "{}"));
        client.Send(($"{Count}/2", "{}"));
        time.Advance(core.Options.CallTimeout / 2);
        first.SetResult(new ReplyBatch { Replies = [ScriptedGrain.Reply("1")] });
        Assert.Equal("1", (await client.NextAsync()).Result);
        await core.UntilAsync(() => Task.FromResult(grain.Calls.Count() == 2));
        time.Advance(core.Options.CallTimeout / 2);
        Assert.Equal(GameErrors.DeadlineExceeded, (await client.NextAsync()).Error);
        Assert.Equal([[1], [2]], grain.Calls);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Retry_OfABatchWhoseFirstRepliesWentAhead_SendsTheRest(int attempts)
    {
        TestClient client = null!;
        var grain = new ScriptedGrain((call, batch, _) =>
        {
            if (call == attempts)
            {
                SendAhead(client, position: 1, first: 0, "1");
            }

            return call <= attempts ? ValueTask.FromException<ReplyBatch>(Died) : new(ScriptedGrain.Number(batch));
        });
        client = await grain.ConnectAsync(core);
        client.Send(($"{Idempotent}/1", "{}"), ($"{Idempotent}/2", "{}"), ($"{Idempotent}/3", "{}"));
        for (var i = 1; i <= 3; i++)
        {
            var reply = await client.NextAsync();
            Assert.Equal($"{Idempotent}/{i}", reply.Topic);
            Assert.Equal($"{i}", reply.Result);
        }

        Assert.Equal([2u, 3u], grain.Calls.Last());
    }

    [Fact]
    public async Task RepliesThatWentAhead_WhileTheirCallFails_AnswerEachRequestOnce()
    {
        var call = new TaskCompletionSource<ReplyBatch>();
        var grain = new ScriptedGrain((_, _, _) => new(call.Task));
        var client = await grain.ConnectAsync(core);
        client.Send(($"{Count}/1", "{}"), ($"{Count}/2", "{}"), ($"{Count}/3", "{}"));

        // The lane's thread is in the middle of its replies when the call's comes.
        client.OnReply = _ => call.TrySetException(Died);
        SendAhead(client, position: 1, first: 0, "1", "2");

        await ExpectAsync(client, ("1", "1"), ("2", GameErrors.ServiceUnavailable), ("3", GameErrors.ServiceUnavailable));
    }

    [Fact]
    public async Task EndOfACall_WhileItsRepliesThatWentAheadArrive_AnswersEachRequestOnce()
    {
        var call = new TaskCompletionSource<ReplyBatch>();
        var grain = new ScriptedGrain((_, _, _) => new(call.Task));
        var client = await grain.ConnectAsync(core);
        client.Send(($"{Count}/1", "{}"), ($"{Count}/2", "{}"), ($"{Count}/3", "{}"));

        // Whoever brings the end of the call has given the first one up when the lane is read.
        client.OnReply = reply =>
        {
            client.OnReply = null;
            SendAhead(client, position: 1, first: 0, "1", "2");
        };
        call.SetResult(new ReplyBatch { Replies = [ScriptedGrain.Reply("3")], Early = 2 });

        await ExpectAsync(client, ("1", GameErrors.DeadlineExceeded), ("2", "2"), ("3", "3"));
    }

    [Fact]
    public async Task ReplyThatWentAhead_ButComesWhenItsQueueIsAtTheNextCall_DoesNotAnswerThat()
    {
        var calls = new[] { new TaskCompletionSource<ReplyBatch>(), new TaskCompletionSource<ReplyBatch>() };
        var grain = new ScriptedGrain((call, _, _) => new(calls[call - 1].Task));
        var client = await grain.ConnectAsync(core);
        client.Send(($"{Count}/1", "{}"));
        client.Send(($"{Count}/2", "{}"));
        calls[0].SetResult(new ReplyBatch { Replies = [], Early = 1 });
        SendAhead(client, position: 1, first: 0, "1");
        calls[1].SetResult(new ReplyBatch { Replies = [ScriptedGrain.Reply("2")] });

        await ExpectAsync(client, ("1", GameErrors.DeadlineExceeded), ("2", "2"));
    }

    [Fact]
    public async Task RepliesThatWentAhead_InParts_AnswerTheirOwnRequests()
    {
        var call = new TaskCompletionSource<ReplyBatch>();
        var grain = new ScriptedGrain((_, _, _) => new(call.Task));
        var client = await grain.ConnectAsync(core);
        client.Send(($"{Count}/1", "{}"), ($"{Count}/2", "{}"), ($"{Count}/3", "{}"));
        SendAhead(client, position: 1, first: 0, "1");
        SendAhead(client, position: 2, first: 1, "2");
        call.SetResult(new ReplyBatch { Replies = [ScriptedGrain.Reply("3")], Early = 2 });

        await ExpectAsync(client, ("1", "1"), ("2", "2"), ("3", "3"));
    }

    [Fact]
    public async Task RepliesThatWentAhead_MakeRoomForWaitingRequests()
    {
        var slow = new TaskCompletionSource<ReplyBatch>();
        var grain = new ScriptedGrain((call, batch, _) => call == 1 ? new(slow.Task) : new(ScriptedGrain.Number(batch)));
        var client = await grain.ConnectAsync(core);
        var most = core.Options.MaxRequestsInFlight;
        client.Send([.. Enumerable.Range(1, most).Select(i => ($"{Count}/{i}", "{}")), ("Probe@another/HD_Count/next", "{}")]);
        SendAhead(client, position: 1, first: 0, "1");

        Assert.Equal($"{Count}/1", (await client.NextAsync()).Topic);
        Assert.Equal("Probe@another/HD_Count/next", (await client.NextAsync()).Topic);
        slow.SetResult(new ReplyBatch { Replies = [.. Enumerable.Repeat(ScriptedGrain.Reply("0"), most - 1)], Early = 1 });
        for (var i = 2; i <= most; i++)
        {
            Assert.Equal($"{Count}/{i}", (await client.NextAsync()).Topic);
        }
    }

    [Fact]
    public async Task BatchOfALane_ThatIsSentAgain_IsDeliveredOnce()
    {
        var client = await core.ConnectAsync();
        var lane = core.Services.GetRequiredService<LaneReceiver>();
        PushItem Push(string text) => new()
        {
            Topic = "Probe/OnLane",
            Payload = System.Text.Encoding.UTF8.GetBytes(text),
            Sessions = SessionAddress.Pack([client.Session.Snapshot.Ref.Address]),
        };

        Assert.Equal(2, lane.Deliver(new LaneBatch { Lane = _lane, Last = 2, Items = [Push("1"), Push("2")] }).Read);
        Assert.Equal(2, lane.Deliver(new LaneBatch { Lane = _lane, Last = 2, Items = [Push("1"), Push("2")] }).Read);
        Assert.Equal(3, lane.Deliver(new LaneBatch { Lane = _lane, Last = 3, Items = [Push("1"), Push("2"), Push("3")] }).Read);

        foreach (var text in new[] { "1", "2", "3" })
        {
            Assert.Equal(text, (await client.NextAsync()).Body);
        }

        Assert.False(client.HasReceived);
    }

    private void SendAhead(TestClient client, long position, int first, params string[] results) =>
        core.Services.GetRequiredService<LaneReceiver>().Deliver(new LaneBatch
        {
            Lane = _lane,
            Last = position,
            Items =
            [
                new EarlyRepliesItem
                {
                    SessionId = client.Session.Number,
                    Batch = 1,
                    First = first,
                    Replies = Array.ConvertAll(results, ScriptedGrain.Reply),
                },
            ],
        });

    // Every request is answered once, and no place in flight is lost or freed twice. Two threads answer: each in the order of the requests.
    private static async Task ExpectAsync(TestClient client, params (string Id, string Outcome)[] expected)
    {
        var outcomes = new List<(string, string)>();
        foreach (var _ in expected)
        {
            var reply = await client.NextAsync();
            outcomes.Add((reply.Topic[(Count.Length + 1)..], reply.Error.Length > 0 ? reply.Error : reply.Result));
        }

        Assert.Equal(expected, outcomes.Order());
        await client.Session.WhenIdleAsync().WithinDeadline("every place in flight to be free");
        Assert.False(client.HasReceived);
    }
}
