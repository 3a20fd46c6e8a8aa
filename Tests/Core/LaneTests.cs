using System.Collections.Concurrent;
using Mqant.Tests.Infrastructure;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;
using Orleans.Serialization;
using Xunit;

namespace Mqant.Tests.Core;

public sealed class LaneTests
{
    private const int Megabyte = 1 << 20;
    private const string Poison = "poison";

    [Theory]
    [InlineData("push")]
    [InlineData("group")]
    [InlineData("broadcast")]
    public async Task MessagesOfQualityOfServiceZero_BeyondWhatMayGather_AreDroppedAndCounted(string kind)
    {
        var answer = new TaskCompletionSource();
        using var test = await BlockedLaneAsync(answer.Task);
        Fill(test.Lane, PushLane.MaxGathered, kind);

        Assert.Equal(0, test.Lane.Enqueue(Create(kind, new byte[Megabyte])));
        Assert.NotEqual(0, test.Lane.Enqueue(Member));
        answer.SetResult();
        await test.Lane.FlushAsync().WithinDeadline("what was not dropped");
        Assert.Equal(1, test.Dropped[DroppedItems.Backlog]);
    }

    [Fact]
    public async Task MessagesOfQualityOfServiceOne_AreRefusedAfterThoseOfZero_AndWhatIsSmallNever()
    {
        var answer = new TaskCompletionSource();
        using var test = await BlockedLaneAsync(answer.Task);
        Fill(test.Lane, PushLane.MaxGatheredWithAcknowledged, "acknowledged");

        var refused = Assert.Throws<GatewayOverloadedException>(() => test.Lane.Enqueue(Create("acknowledged", new byte[Megabyte])));
        Assert.Contains(test.Lane.Gateway.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, test.Lane.Enqueue(Create("push", new byte[1])));
        Assert.NotEqual(0, test.Lane.Enqueue(Member));
        Assert.NotEqual(0, test.Lane.Watch(new SessionAddress(1, 0), GrainId.Create("watcher", "1")));
        answer.SetResult();
        await test.Lane.FlushAsync().WithinDeadline("what was accepted");
    }

    [Theory]
    [InlineData("push")]
    [InlineData("acknowledged")]
    [InlineData("early")]
    public async Task Batch_IsBoundedByItsBytes(string kind)
    {
        const int size = 64 << 10;
        var answer = new TaskCompletionSource();
        var batches = new ConcurrentQueue<LaneBatch>();
        using var test = await BlockedLaneAsync(answer.Task, batches);
        for (var i = 0; i < 200; i++)
        {
            test.Lane.Enqueue(Create(kind, new byte[size]));
        }

        answer.SetResult();
        await test.Lane.FlushAsync().WithinDeadline("everything");

        Assert.Equal(201, batches.Sum(b => b.Items.Length));
        Assert.All(batches, b => Assert.InRange(b.Items.Length, 0, PushLane.MaxBatchBytes / size));
    }

    [Fact]
    public async Task ItemLargerThanABatch_GoesAlone_AndOneLargerThanAMessageIsDroppedAtOnce()
    {
        var answer = new TaskCompletionSource();
        var batches = new ConcurrentQueue<LaneBatch>();
        using var test = await BlockedLaneAsync(answer.Task, batches);
        test.Lane.Enqueue([Message("before"), Create("acknowledged", new byte[2 * PushLane.MaxBatchBytes]), Message("behind")]);
        Assert.Equal(0, test.Lane.Enqueue(Create("acknowledged", new byte[95_000_000])));

        answer.SetResult();
        await test.Lane.FlushAsync().WithinDeadline("everything");

        Assert.Equal([1, 1, 1, 1], batches.Select(b => b.Items.Length));
        Assert.Equal(1, test.Dropped[DroppedItems.TooLarge]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(100, 0)]
    [InlineData(100, 50)]
    [InlineData(100, 99)]
    [InlineData(100, 10, 11, 12, 60)]
    public async Task ItemThatFails_IsDroppedAlone_EverythingElseArrivesOnceAndInOrder(int count, params int[] poisoned)
    {
        var answer = new TaskCompletionSource();
        var arrived = new ConcurrentQueue<string>();
        var read = 0L;
        var asked = 0;
        using var test = await BlockedLaneAsync(answer.Task, onBatch: batch =>
        {
            asked++;
            if (batch.Items.Any(static i => i.Subject == Poison))
            {
                throw new SerializerException("An older gateway cannot read it.");
            }

            Assert.True(batch.Last - batch.Items.Length >= read, "An item came twice.");
            read = batch.Last;
            foreach (var item in batch.Items)
            {
                arrived.Enqueue(item.Subject);
            }
        });
        for (var i = 0; i < count; i++)
        {
            test.Lane.Enqueue(Message(poisoned.Contains(i) ? Poison : $"{i}"));
        }

        answer.SetResult();
        await test.Lane.FlushAsync().WithinDeadline("everything else");

        Assert.Equal(Enumerable.Range(0, count).Except(poisoned).Select(i => $"{i}"), arrived.Skip(1));
        Assert.Equal(poisoned.Length, test.Dropped[DroppedItems.Unreadable]);
        Assert.Single(test.Log.Lines, line => line.Contains($"'{Poison}'", StringComparison.Ordinal));
        Assert.Equal(test.Lane.Last, read);
        Assert.InRange(asked, 1, 10 + (poisoned.Length * 16));
        Assert.False(test.Lane.IsDead);
    }

    [Fact]
    public async Task GatewayThatAnswersWithExceptions_IsNeverGivenUp()
    {
        var asked = 0;
        using var test = new LaneUnderTest(_ =>
        {
            asked++;
            throw new InvalidMessageFrameException("too large");
        });
        for (var i = 0; i < 20; i++)
        {
            test.Lane.Enqueue(Message("fails"));
            await test.Lane.FlushAsync().WithinDeadline("the item to be dropped");
            Assert.False(test.Lane.IsSilent);
            test.Time.Advance(2 * PushLanes.AskAfter);
        }

        Assert.False(test.Lane.IsDead);
        Assert.Equal(20, test.Dropped[DroppedItems.Unreadable]);
        Assert.InRange(asked, 20, 100);
    }

    [Fact]
    public async Task SilentGateway_IsAskedAgain_AndGetsEverything()
    {
        Exception[] silences = [new TimeoutException(), new SiloUnavailableException(), new OrleansException("No silo is there."), new ObjectDisposedException("connection")];
        var asked = new SemaphoreSlim(0);
        var calls = 0;
        var arrived = Array.Empty<LaneItem>();
        using var test = new LaneUnderTest(batch =>
        {
            var call = calls++;
            asked.Release();
            if (call < silences.Length)
            {
                throw silences[call];
            }

            arrived = batch.Items;
            return Task.FromResult(ScriptedGateway.Read(batch));
        });
        test.Lane.Enqueue([Message("a"), Message("b")]);
        var flushed = test.Lane.FlushAsync();
        foreach (var _ in silences)
        {
            await asked.WaitAsync(TestContext.Current.CancellationToken).WithinDeadline("the lane to ask");
            await test.Time.WaitForTimerAsync();
            test.Time.Advance(PushLanes.RetryAfter);
        }

        await flushed.WithinDeadline("everything");
        Assert.Equal(["a", "b"], arrived.Select(i => i.Subject));
        Assert.Empty(test.Dropped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task LaneWithoutTraffic_AsksWhetherTheGatewayLives(int items)
    {
        var batches = new ConcurrentQueue<LaneBatch>();
        var asked = new SemaphoreSlim(0);
        using var test = new LaneUnderTest(batch =>
        {
            batches.Enqueue(batch);
            asked.Release();
            return Task.FromResult(ScriptedGateway.Read(batch));
        });
        if (items > 0)
        {
            test.Lane.Enqueue(Member);
            await asked.WaitAsync(TestContext.Current.CancellationToken).WithinDeadline("the item");
        }

        using var deadline = new CancellationTokenSource(Deadline.Limit);
        for (var i = 0; i < 3; i++)
        {
            while (!await asked.WaitAsync(TimeSpan.Zero, deadline.Token))
            {
                test.Time.Advance(PushLanes.PingAfter + TimeSpan.FromMilliseconds(1));
                Assert.True(test.Lane.Check());
                await Task.Yield();
            }
        }

        Assert.All(batches.Skip(items), static b => Assert.Empty(b.Items));
        Assert.All(batches, b => Assert.Equal(items, b.Last));
    }

    [Fact]
    public async Task GatewayThatIsLost_ItsWatchersCannotBeTold_TheLaneEndsAllTheSame()
    {
        using var test = new LaneUnderTest(batch => Task.FromResult(ScriptedGateway.Read(batch)));
        for (var i = 0; i < 3; i++)
        {
            test.Lane.Watch(new SessionAddress(i, 0), GrainId.Create("watcher", $"{i}"));
        }

        await test.Lane.FlushAsync().WithinDeadline("the watches");
        test.EndGateways();
        Assert.True(test.Lane.Check());

        Assert.True(test.Lane.IsDead);
        Assert.Equal(3, test.Log.Lines.Count(static line => line.StartsWith("1106 ", StringComparison.Ordinal)));
        Assert.Equal(0, test.Lane.Enqueue(Member));
        test.Time.Advance(PushLanes.RememberDead + TimeSpan.FromSeconds(1));
        Assert.False(test.Lane.Check());
    }

    [Fact]
    public async Task GatewayThatIsLost_NobodyWaitsForItAnyLonger()
    {
        using var test = new LaneUnderTest(static _ => new TaskCompletionSource<LaneAck>().Task);
        test.Lane.Enqueue(Member);
        var flushed = test.Lane.FlushAsync();
        Assert.False(flushed.IsCompleted);

        test.EndGateways();
        test.Lane.Check();

        await flushed.WithinDeadline("the loss of the gateway");
    }

    [Fact]
    public async Task SessionsThatAreGone_TheirWatchersCannotBeTold_TheBatchIsNotSentAgain()
    {
        var gone = new SessionAddress(7, 0);
        var batches = new ConcurrentQueue<LaneBatch>();
        using var test = new LaneUnderTest(batch =>
        {
            batches.Enqueue(batch);
            return Task.FromResult(new LaneAck { Gone = SessionAddress.Pack([gone]), Read = batch.Last });
        });
        test.Lane.Watch(gone, GrainId.Create("watcher", "1"));
        await test.Lane.FlushAsync().WithinDeadline("the watch");

        Assert.Single(batches);
        Assert.Empty(test.Dropped);
        Assert.Single(test.Log.Lines, static line => line.StartsWith("1106 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Watch_WhileTheGatewayIsLost_IsEitherReportedOrRefused()
    {
        const int rounds = 2_000;
        const int each = 50;
        using var test = new LaneUnderTest(static batch => Task.FromResult(ScriptedGateway.Read(batch)));
        test.EndGateways();
        var lanes = Enumerable.Range(0, rounds).Select(_ => test.Lanes.Get(LaneUnderTest.CreateGateway(static _ => new TaskCompletionSource<LaneAck>().Task))).ToArray();
        using var together = new Barrier(2);
        var refused = 0;
        Parallel.Invoke(
            () =>
            {
                foreach (var lane in lanes)
                {
                    together.SignalAndWait();
                    for (var i = 0; i < each; i++)
                    {
                        refused += lane.Watch(new SessionAddress(i, 0), GrainId.Create("watcher", "1")) == 0 ? 1 : 0;
                    }
                }
            },
            () =>
            {
                foreach (var lane in lanes)
                {
                    together.SignalAndWait();
                    while (lane.Last < each / 2)
                    {
                    }

                    lane.Check();
                }
            });
        Assert.Equal(rounds * each, refused + test.Log.Lines.Count(static line => line.StartsWith("1106 ", StringComparison.Ordinal)));
    }

    [Fact]
    public void SentPositions_OfAnActivationThatOutlivesManyGateways_RememberThoseThatLive()
    {
        using var test = new LaneUnderTest(batch => Task.FromResult(ScriptedGateway.Read(batch)));
        var sent = new SentPositions();
        test.EndGateways();
        for (var i = 0; i < 100; i++)
        {
            var lane = test.Lanes.Get(LaneUnderTest.CreateGateway(batch => Task.FromResult(ScriptedGateway.Read(batch))));
            sent.Set(lane, lane.Enqueue(Member));
            Assert.Equal((lane.Id, 1), sent.Get(lane.Gateway));
            Assert.Equal(1, sent.Count);
            lane.Check();
        }
    }

    private static GroupMemberItem Member => new() { GroupName = "lane", Sessions = default, On = true };

    // The lane's first batch is on its way until the answer comes.
    private static async Task<LaneUnderTest> BlockedLaneAsync(Task answer, ConcurrentQueue<LaneBatch>? batches = null, Action<LaneBatch>? onBatch = null)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var test = new LaneUnderTest(async batch =>
        {
            asked.TrySetResult();
            await answer;
            batches?.Enqueue(batch);
            onBatch?.Invoke(batch);
            return ScriptedGateway.Read(batch);
        });
        test.Lane.Enqueue(Member);
        await asked.Task.WithinDeadline("the first batch");
        return test;
    }

    private static void Fill(PushLane lane, long bytes, string kind)
    {
        var payload = new byte[Megabyte];
        for (var i = 0; i < bytes / Megabyte; i++)
        {
            Assert.NotEqual(0, lane.Enqueue(Create(kind, payload)));
        }
    }

    private static PushItem Message(string topic) => new() { Topic = topic, Payload = default(ReadOnlyMemory<byte>), Sessions = default };

    private static LaneItem Create(string kind, byte[] payload) => kind switch
    {
        "push" => new PushItem { Topic = "t", Payload = payload, Sessions = default },
        "acknowledged" => new PushItem { Topic = "t", Payload = payload, Sessions = default, QualityOfService = 1, Confirm = true },
        "group" => new GroupPushItem { GroupName = "lane", Topic = "t", Payload = payload },
        "early" => new EarlyRepliesItem { SessionId = 1, Batch = 1, First = 0, Replies = [new HandlerReply { Result = payload }] },
        _ => new BroadcastItem { Topic = "t", Payload = payload },
    };
}
