using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Sessions;
using Orleans.Runtime;
using Xunit;

namespace Mqant.Tests.Core;

/// <summary>Which calls of several sessions go together, and which do not wait.</summary>
public sealed class CallGathererTests
{
    private static readonly GrainId Lobby = GrainId.Create("room", "lobby");
    private static readonly GrainId Arena = GrainId.Create("room", "arena");

    private readonly HeldThreads _threads = new();
    private readonly List<GrainQueue[]> _together = [];
    private readonly List<GrainQueue> _alone = [];
    private readonly CallGatherer _gatherer;

    // How many calls the grain gets to in time.
    private int _speed = int.MaxValue;

    public CallGathererTests() => _gatherer = new CallGatherer(
        _threads,
        queues =>
        {
            _together.Add(queues);
            return Task.FromResult(Math.Min(queues.Length, _speed));
        },
        _alone.Add);

    [Fact]
    public void CallsForOneGrain_ThatComeWhileOtherWorkWaits_GoTogetherInTheirOrder()
    {
        var queues = Add(3);
        Assert.Empty(_together);
        _threads.Run();
        Assert.Equal(queues, Assert.Single(_together));
        Assert.Empty(_alone);
    }

    [Fact]
    public void CallForAnotherGrain_DoesNotWaitForThoseThatGather()
    {
        Add(1);
        Assert.False(_gatherer.TryAdd(Call(Arena)));
        _threads.Run();
        Assert.Equal(Lobby, Assert.Single(_alone).Grain);
    }

    [Fact]
    public void CallsThatWaitInVain_AreFollowedByManyThatDoNotWait()
    {
        Add(1);
        _threads.Run();
        Assert.Single(_alone);
        for (var i = 0; i < CallGatherer.Alone; i++)
        {
            Assert.False(_gatherer.TryAdd(Call(Lobby)));
        }

        // Now and then one tries again.
        Add(2);
        _threads.Run();
        Assert.Equal(2, Assert.Single(_together).Length);

        // And as long as that helps, all do.
        Add(2);
        _threads.Run();
        Assert.Equal(2, _together.Count);
    }

    [Fact]
    public void MoreCallsThanGoTogether_GoOneAfterTheOther()
    {
        Add(CallGatherer.MaxSessions + 2);
        _threads.Run();
        Assert.Equal([CallGatherer.MaxSessions, 2], _together.Select(queues => queues.Length));
        Assert.Empty(_alone);
    }

    [Theory]
    [InlineData(40_000, 0, 3)]
    [InlineData(30_000, 2, 1)]
    public void LargePayloads_DoNotGoTogether(int size, int together, int alone)
    {
        Add(3, size);
        _threads.Run();
        Assert.Equal(together, _together.Sum(queues => queues.Length));
        Assert.Equal(alone, _alone.Count);
    }

    [Fact]
    public void SlowGrain_GetsAsManyAtATimeAsItGetsTo_AndMoreAgainOnceItIsFaster()
    {
        _speed = 3;
        Add(10);
        _threads.Run();
        Add(6);
        _threads.Run();
        Assert.Equal([10, 3, 3], _together.Select(queues => queues.Length));

        _speed = int.MaxValue;
        _together.Clear();
        Add(12 + 24 + CallGatherer.MaxSessions + 1);
        _threads.Run();
        Assert.Equal([12, 24, CallGatherer.MaxSessions], _together.Select(queues => queues.Length));
    }

    [Fact]
    public void GrainThatGetsToOneCallAtATime_IsTriedWithTwo()
    {
        _speed = 1;
        Add(5);
        _threads.Run();
        Add(4);
        _threads.Run();
        Assert.Equal([5, 2], _together.Select(queues => queues.Length));
        Assert.Equal(2, _alone.Count);
    }

    private GrainQueue[] Add(int count, int size = 10)
    {
        var queues = Enumerable.Range(0, count).Select(_ => Call(Lobby, size)).ToArray();
        Assert.All(queues, queue => Assert.True(_gatherer.TryAdd(queue)));
        return queues;
    }

    // Neither session nor grain takes part in the decision.
    private static GrainQueue Call(GrainId grain, int size = 10) =>
        new(null!, grain, null!) { Current = new CallInFlight([new ClientRequest { Payload = new byte[size] }]) };
}
