using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>When the worker of a loop does everything alone.</summary>
public sealed class LoopWorkerTests : IDisposable
{
    private static readonly WorkerLimits Before = new(4, 100);
    private static readonly WorkerLimits WithTheLoop = new(5, 100);
    private static readonly WorkerLimits OfTheLoop = new(1, 100);

    private readonly Pool _pool = new();
    private readonly Alarm _alarm = new();
    private readonly FakeTimeProvider _time = new();
    private readonly LoopWorker _worker;

    public LoopWorkerTests() => _worker = new LoopWorker(_pool, _alarm.For, _time);

    public void Dispose() => _worker.Dispose();

    [Fact]
    public void Dispose_GivesThePoolBackAsItWas()
    {
        Assert.Equal(WithTheLoop, _pool.Limits);
        _worker.Begin();

        _worker.Dispose();

        Assert.Equal(Before, _pool.Limits);
        Assert.True(_alarm.IsDisposed);
        _worker.Begin();
        Assert.Equal(Before, _pool.Limits);
    }

    [Fact]
    public void Begin_ShutsOthersOut_UntilTheyAreLetIn()
    {
        _worker.Begin();

        Assert.True(_worker.IsAlone);
        Assert.Equal(OfTheLoop, _pool.Limits);
        Assert.Equal(1, _pool.Aim);
        Assert.Equal(1.5, _alarm.Due);

        Assert.True(_worker.TryEnd());
        Assert.True(_worker.IsAlone);
        Assert.Equal(OfTheLoop, _pool.Limits);

        Ring(4);
        Assert.False(_worker.IsAlone);
        Assert.Equal(WithTheLoop, _pool.Limits);
        Assert.Equal(5, _pool.Aim);

        _worker.Begin();
        Assert.Equal(1, _pool.Aim);
    }

    [Fact]
    public void Alarm_WhileItSleeps_LetsOthersInWhenSomethingIsQueued()
    {
        _worker.Begin();
        _worker.TryEnd();
        Ring(2);
        Assert.True(_worker.IsAlone);
        Assert.Equal(1, _alarm.Due);

        _pool.Queued = 1;
        Ring();

        Assert.False(_worker.IsAlone);
        Assert.Equal(WithTheLoop, _pool.Limits);
        Assert.Null(_alarm.Due);
    }

    [Fact]
    public void Alarm_IsSetAgain_WhenLessThanAMillisecondOfItIsLeft()
    {
        _worker.Begin();
        _alarm.Due = null;
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(0.1));
            _worker.TryEnd();
            _worker.Begin();
            Assert.Null(_alarm.Due);
        }

        _time.Advance(TimeSpan.FromMilliseconds(0.1));
        _worker.TryEnd();
        _worker.Begin();
        Assert.Equal(1.5, _alarm.Due);
    }

    [Fact]
    public void Begin_WhenThePoolAimsAtMoreByItself_ShutsThemOutAgain()
    {
        _worker.Begin();
        Sleep();
        _pool.Aim = 3;

        _worker.Begin();

        Assert.Equal(1, _pool.Aim);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Begin_WhereOthersCameInEightSleepsInARow_LetsThemIn(bool rings)
    {
        for (var i = 0; i < 8; i++)
        {
            _worker.Begin();
            Assert.True(_worker.IsAlone);
            _worker.TryEnd();
            _pool.Queued = 1;
            if (rings)
            {
                Ring();
            }
            else
            {
                _time.Advance(TimeSpan.FromMilliseconds(0.1));
                _worker.Begin();
            }

            _pool.Queued = 0;
        }

        _worker.Begin();
        Assert.False(_worker.IsAlone);
        Assert.Equal(WithTheLoop, _pool.Limits);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        _worker.Begin();
        Assert.True(_worker.IsAlone);
    }

    [Fact]
    public void Begin_WhileSomebodyElseIsAtWork_LeavesHimThePool()
    {
        _pool.AtWork = 2;

        _worker.Begin();

        Assert.False(_worker.IsAlone);
        Assert.Equal(WithTheLoop, _pool.Limits);
    }

    [Fact]
    public void Begin_WhenSomebodyElseHasComeToWork_LetsOthersIn()
    {
        _worker.Begin();
        Sleep();
        _pool.AtWork = 2;

        _worker.Begin();

        Assert.Equal(WithTheLoop, _pool.Limits);
        _pool.AtWork = 1;
        _worker.Begin();
        Assert.Equal(OfTheLoop, _pool.Limits);
    }

    [Theory]
    [InlineData(1, 0, true, true)]
    [InlineData(1, 1, false, true)]
    [InlineData(2, 0, true, true)]
    [InlineData(2, 1, true, false)]
    public void TryEnd_WhereSomethingIsQueued_ComesRoundAgainOrLetsOthersIn(int atWork, int queued, bool ends, bool isAlone)
    {
        _worker.Begin();
        (_pool.AtWork, _pool.Queued) = (atWork, queued);

        Assert.Equal(ends, _worker.TryEnd());

        Assert.Equal(isAlone, _worker.IsAlone);
        Assert.Equal(isAlone ? OfTheLoop : WithTheLoop, _pool.Limits);
        _pool.AtWork = 1;
        _worker.Begin();
        Assert.True(_worker.IsAlone);
    }

    [Fact]
    public void TryEnd_WhileOthersAreIn_LeavesWhatIsQueuedToThem()
    {
        _pool.AtWork = 2;
        _worker.Begin();
        (_pool.AtWork, _pool.Queued) = (1, 1);

        Assert.True(_worker.TryEnd());
    }

    [Fact]
    public void Alarm_OfTheTimeBefore_ChangesNothing()
    {
        _worker.Begin();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _worker.TryEnd();
        _worker.Begin();

        _alarm.Ring();

        Assert.True(_worker.IsAlone);
    }

    [Fact]
    public void Alarm_WhereTheLoopHasNotComeRound_LetsOthersIn()
    {
        _worker.Begin();

        Ring();

        Assert.False(_worker.IsAlone);
        Assert.Equal(WithTheLoop, _pool.Limits);
        Assert.Equal(5, _pool.Aim);
    }

    [Fact]
    public void Alarm_WhereTheLoopComesRoundButNotToAnEnd_LetsOthersInAfterAFew()
    {
        _worker.Begin();
        for (var i = 0; i < 3; i++)
        {
            _worker.Begin();
            Ring();
            Assert.True(_worker.IsAlone);
        }

        _worker.Begin();
        Ring();

        Assert.False(_worker.IsAlone);
        Assert.Equal(WithTheLoop, _pool.Limits);
    }

    [Fact]
    public void Begin_AfterItFailed_TriesAgainAfterPausesThatGrow()
    {
        var pauses = new List<int>();
        for (var i = 0; i < 10; i++)
        {
            pauses.Add(PauseAfterFailing());
        }

        Assert.Equal([20, 40, 80, 160, 320, 640, 1000, 1000, 1000, 1000], pauses);

        _worker.TryEnd();
        _time.Advance(TimeSpan.FromMilliseconds(200));
        _worker.Begin();
        Assert.Equal(10, PauseAfterFailing());
    }

    [Fact]
    public void Begin_WhereThePoolWasSetByHand_LeavesItAsItIsForEver()
    {
        _worker.Begin();
        Sleep();
        _pool.TrySetFewest(7);

        _worker.Begin();

        Assert.False(_worker.IsAlone);
        Assert.Equal(new(7, 100), _pool.Limits);
        _pool.TrySetFewest(5);
        _worker.Begin();
        Assert.False(_worker.IsAlone);
    }

    [Theory]
    [InlineData(50, 5)]
    [InlineData(3, 3)]
    public void Begin_WhereThePoolMayHaveFewerByHand_LetsAsManyIn(int most, int fewest)
    {
        _worker.Begin();
        Sleep();
        _pool.TrySetMost(most);

        _worker.Begin();

        Assert.False(_worker.IsAlone);
        Assert.Equal(new(fewest, most), _pool.Limits);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Begin_WhereTheNumberOfWorkersIsFixed_ChangesNothing(bool isFixed, bool isMostFixed)
    {
        var pool = new Pool { IsFixed = isFixed, IsMostFixed = isMostFixed };
        using var worker = new LoopWorker(pool, _alarm.For, _time);
        var before = pool.Limits;

        worker.Begin();

        Assert.False(worker.IsAlone);
        Assert.Equal(before, pool.Limits);
    }

    [Fact]
    public void GiveUpForEver_LetsOthersIn()
    {
        _worker.Begin();

        _worker.GiveUpForEver();

        Assert.Equal(WithTheLoop, _pool.Limits);
        _worker.Begin();
        Assert.False(_worker.IsAlone);
    }

    [Fact]
    public async Task RuntimePool_IsThePoolOfThisProcess()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        var pool = RuntimePool.Instance;

        Assert.Equal(most, pool.Limits.Most);
        Assert.InRange(await Task.Run(() => pool.AtWork, TestContext.Current.CancellationToken), 1, most);
        Assert.False(pool.TrySetFewest(most + 1));
        Assert.False(pool.TrySetMost(0));
    }

    private void Ring(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _alarm.Ring();
        }
    }

    // For so long that the alarm is set again.
    private void Sleep()
    {
        _worker.TryEnd();
        _time.Advance(TimeSpan.FromMilliseconds(1));
    }

    private int PauseAfterFailing()
    {
        _worker.TryEnd();
        _worker.Begin();
        Assert.True(_worker.IsAlone);
        Ring();
        for (var milliseconds = 0; ; milliseconds++)
        {
            _worker.Begin();
            if (_worker.IsAlone)
            {
                return milliseconds;
            }

            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    // What the runtime's does.
    private sealed class Pool : IWorkerPool
    {
        public WorkerLimits Limits { get; private set; } = Before;

        public int AtWork { get; set; } = 1;

        public long Queued { get; set; }

        public int Aim { get; set; } = Before.Fewest;

        public bool IsFixed { get; init; }

        public bool IsMostFixed { get; init; }

        public bool TrySetFewest(int workers)
        {
            if (IsFixed || workers > Limits.Most)
            {
                return false;
            }

            Limits = Limits with { Fewest = workers };
            Aim = Math.Max(Aim, workers);
            return true;
        }

        public bool TrySetMost(int workers)
        {
            if (IsMostFixed || workers < Limits.Fewest)
            {
                return false;
            }

            Limits = Limits with { Most = workers };
            Aim = Math.Min(Aim, workers);
            return true;
        }
    }

    private sealed class Alarm : IAlarm
    {
        private Action _ring = null!;

        /// <summary>Milliseconds.</summary>
        public double? Due { get; set; }

        public bool IsDisposed { get; private set; }

        public Alarm For(Action ring)
        {
            _ring = ring;
            return this;
        }

        public void Ring()
        {
            Due = null;
            _ring();
        }

        public void Set(TimeSpan after) => Due = after.TotalMilliseconds;

        public void Dispose() => IsDisposed = true;
    }
}
