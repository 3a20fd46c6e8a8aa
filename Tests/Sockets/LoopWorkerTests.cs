using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Mqant.Tests.Sockets;

/// <summary>When the worker of a loop does everything alone.</summary>
public sealed class LoopWorkerTests : IDisposable
{
    private static readonly WorkerLimits Before = new(4, 100);
    private static readonly WorkerLimits WithTheLoop = new(5, 100);
    private static readonly WorkerLimits OfTheLoop = new(1, 100);

    private readonly FakeWorkerPool _pool = new(Before);
    private readonly FakeTimeProvider _time = new();
    private readonly FakeAlarm _alarm;
    private readonly LoopWorker _worker;

    public LoopWorkerTests()
    {
        _alarm = new FakeAlarm(_time);
        _worker = new LoopWorker(_pool, _alarm.For, _time);
    }

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
    public void Begin_ShutsOthersOut_AlsoWhileItSleeps()
    {
        _worker.Begin();

        Assert.True(IsAlone);
        Assert.Equal(1, _pool.Aim);

        Assert.True(_worker.TryEnd());
        Pass(1.5 + 1 + 0.9);
        Assert.True(IsAlone);
    }

    [Fact]
    public void Sleep_OfSomeMilliseconds_LetsOthersIn()
    {
        _worker.Begin();
        _worker.TryEnd();

        Pass(1.5 + 3);

        Assert.Equal(WithTheLoop, _pool.Limits);
        Assert.Equal(5, _pool.Aim);
        Assert.False(_alarm.IsSet);
        _worker.Begin();
        Assert.True(IsAlone);
        Assert.Equal(1, _pool.Aim);
    }

    [Fact]
    public void Sleep_AfterAnother_LastsAsLong()
    {
        for (var i = 0; i < 2; i++)
        {
            _worker.Begin();
            _worker.TryEnd();
            Pass(1.5 + 1 + 0.9);
            Assert.True(IsAlone);
        }
    }

    [Theory]
    [InlineData(0, 1.5)]
    [InlineData(1.6, 0.9)]
    public void Sleep_WithSomethingQueued_LetsOthersInWhenTheAlarmRings(double after, double within)
    {
        _worker.Begin();
        _worker.TryEnd();
        Pass(after);
        _pool.Queued = 1;
        Assert.True(IsAlone);

        Pass(within);

        Assert.Equal(WithTheLoop, _pool.Limits);
        Assert.False(_alarm.IsSet);
    }

    [Fact]
    public void Alarm_IsSetAgain_WhenLessThanAMillisecondOfItIsLeft()
    {
        _worker.Begin();
        for (var i = 0; i < 4; i++)
        {
            Pass(0.1);
            _worker.TryEnd();
            _worker.Begin();
        }

        Assert.Equal(1, _alarm.TimesSet);
        for (var i = 0; i < 100; i++)
        {
            Pass(0.1);
            _worker.TryEnd();
            _worker.Begin();
        }

        Assert.Equal(1 + 20, _alarm.TimesSet);
        Assert.Equal(0, _alarm.TimesRung);
        Assert.True(IsAlone);
    }

    [Fact]
    public void Begin_WhenThePoolAimsAtMoreByItself_ShutsThemOutAgain()
    {
        _worker.Begin();
        _worker.TryEnd();
        Pass(0.5);
        _pool.Aim = 3;

        _worker.Begin();

        Assert.Equal(1, _pool.Aim);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.5)]
    public void Begin_WhereOthersCameInEightSleepsInARow_LetsThemIn(double sleep)
    {
        _worker.Begin();
        for (var i = 0; i < 8; i++)
        {
            Assert.True(IsAlone);
            _worker.TryEnd();
            _pool.Queued = 1;
            Pass(sleep);
            _worker.Begin();
            _pool.Queued = 0;
        }

        Assert.Equal(WithTheLoop, _pool.Limits);
        Pass(20);
        _worker.Begin();
        Assert.True(IsAlone);
    }

    [Fact]
    public void Begin_WhileSomebodyElseIsAtWork_LeavesHimThePool()
    {
        _pool.AtWork = 2;

        _worker.Begin();

        Assert.False(IsAlone);
        Assert.Equal(WithTheLoop, _pool.Limits);
    }

    [Fact]
    public void Begin_WhenSomebodyElseHasComeToWork_LetsOthersIn()
    {
        _worker.Begin();
        _worker.TryEnd();
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

        Assert.Equal(isAlone ? OfTheLoop : WithTheLoop, _pool.Limits);
        _pool.AtWork = 1;
        _worker.Begin();
        Assert.True(IsAlone);
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
    public void Alarm_WhereTheLoopHasNotComeRound_LetsOthersIn()
    {
        _worker.Begin();
        Pass(1.4);
        Assert.True(IsAlone);

        Pass(0.1);

        Assert.Equal(WithTheLoop, _pool.Limits);
        Assert.Equal(5, _pool.Aim);
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(0.9)]
    [InlineData(1.4)]
    public void Alarm_WhereTheLoopCameRoundAndIsStuckThen_LetsOthersInAfterAMillisecondOrTheRestOfTheAlarm(double round)
    {
        _worker.Begin();
        Pass(round);
        _worker.Begin();
        Pass(0.9);
        Assert.True(IsAlone);

        Pass(0.2);

        Assert.Equal(WithTheLoop, _pool.Limits);
    }

    [Fact]
    public void Alarm_WhereTheLoopComesRoundButNotToAnEnd_LetsOthersInAfterSomeMilliseconds()
    {
        _worker.Begin();
        for (var i = 0; i < 7; i++)
        {
            Pass(0.5);
            _worker.Begin();
            Assert.True(IsAlone);
        }

        Pass(0.5);

        Assert.Equal(WithTheLoop, _pool.Limits);
    }

    [Fact]
    public void Alarm_WhereTheWorkEndsNowAndThen_LetsNobodyIn()
    {
        _worker.Begin();
        for (var i = 0; i < 40; i++)
        {
            if (i % 4 == 3)
            {
                _worker.TryEnd();
            }

            _worker.Begin();
            Pass(0.5);
            Assert.True(IsAlone);
        }

        Assert.NotEqual(0, _alarm.TimesRung);
    }

    [Fact]
    public void Alarm_AfterOthersWereLetIn_IsNotSetAgain()
    {
        _worker.Begin();
        (_pool.AtWork, _pool.Queued) = (2, 1);
        _worker.TryEnd();

        Pass(5);

        Assert.Equal((1, 1), (_alarm.TimesSet, _alarm.TimesRung));
        Assert.Equal(WithTheLoop, _pool.Limits);
    }

    [Fact]
    public void Alarm_OfTheTimeBefore_LetsNobodyIn()
    {
        _worker.Begin();
        Pass(1.4);
        _worker.TryEnd();
        _worker.Begin();

        _alarm.Ring();
        Assert.True(IsAlone);
        Pass(0.9);
        Assert.True(IsAlone);
        Pass(0.1);
        Assert.False(IsAlone);
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
        Pass(200);
        _worker.Begin();
        Assert.Equal(10, PauseAfterFailing());
    }

    [Fact]
    public void Begin_WhereThePoolWasSetByHand_LeavesItAsItIsForEver()
    {
        _worker.Begin();
        _worker.TryEnd();
        Pass(0.5);
        _pool.TrySetFewest(7);

        _worker.Begin();

        Assert.False(IsAlone);
        Assert.Equal(new(7, 100), _pool.Limits);
        _pool.TrySetFewest(5);
        _worker.Begin();
        Assert.False(IsAlone);
    }

    [Theory]
    [InlineData(50, 5)]
    [InlineData(3, 3)]
    public void Begin_WhereThePoolMayHaveFewerByHand_LetsAsManyIn(int most, int fewest)
    {
        _worker.Begin();
        _worker.TryEnd();
        Pass(0.5);
        _pool.TrySetMost(most);

        _worker.Begin();

        Assert.False(IsAlone);
        Assert.Equal(new(fewest, most), _pool.Limits);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Begin_WhereTheNumberOfWorkersIsFixed_ChangesNothing(bool isFixed, bool isMostFixed)
    {
        var pool = new FakeWorkerPool(Before) { IsFixed = isFixed, IsMostFixed = isMostFixed };
        using var worker = new LoopWorker(pool, _alarm.For, _time);
        var before = pool.Limits;

        worker.Begin();

        Assert.Equal(before, pool.Limits);
    }

    [Fact]
    public void GiveUpForEver_LetsOthersIn()
    {
        _worker.Begin();

        _worker.GiveUpForEver();

        Assert.Equal(WithTheLoop, _pool.Limits);
        _worker.Begin();
        Assert.False(IsAlone);
    }

    private bool IsAlone => _pool.Limits == OfTheLoop;

    // Step by step: what is set when the alarm rings counts from then.
    private void Pass(double milliseconds)
    {
        for (var i = 0; i < (int)Math.Round(milliseconds * 10); i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(0.1));
        }
    }

    private int PauseAfterFailing()
    {
        _worker.TryEnd();
        _worker.Begin();
        Assert.True(IsAlone);
        while (IsAlone)
        {
            Pass(0.1);
        }

        for (var milliseconds = 0; ; milliseconds++)
        {
            _worker.Begin();
            if (IsAlone)
            {
                return milliseconds;
            }

            Pass(1);
        }
    }
}
