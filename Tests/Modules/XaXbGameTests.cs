using Mqant.Grains.XaXb;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The rules of XaXb.</summary>
public sealed class XaXbGameTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(130);

    private readonly XaXbGame _game = new();
    private readonly Random _random = new(1);

    public XaXbGameTests()
    {
        _game.Players = [new Player { SeatIndex = 0, SitDown = true }, new Player { SeatIndex = 1, SitDown = true }];
        _game.Start();
    }

    [Fact]
    public void Round_GoesThroughItsPhases_AsLongAsNobodyStakes()
    {
        var began = new List<(XaXbPhase, double)>();
        for (var tick = 1; tick <= 25; tick++)
        {
            if (_game.Pass(Tick, _random))
            {
                began.Add((_game.Phase, (tick * Tick).TotalSeconds));
            }
        }

        Assert.Equal(
            [(XaXbPhase.Betting, 0.65), (XaXbPhase.Opening, 1.3), (XaXbPhase.Settlement, 1.95), (XaXbPhase.Idle, 2.6), (XaXbPhase.Betting, 3.25)], began);
        Assert.All(_game.Present, p => Assert.Equal(XaXbGame.FirstCoins, p.Coin));
    }

    [Fact]
    public void Betting_EndsWhenAllHaveStaked()
    {
        PassTo(XaXbPhase.Betting);
        Assert.True(_game.Stake(0, 3));
        Assert.False(_game.Pass(Tick, _random));

        Assert.True(_game.Stake(1, 4));

        Assert.True(_game.Pass(Tick, _random));
        Assert.Equal(XaXbPhase.Opening, _game.Phase);
    }

    [Fact]
    public void Stake_CountsOnce_WhileTheDigitIsOpen_OfWhoCanPay()
    {
        Assert.False(_game.Stake(0, 3));
        PassTo(XaXbPhase.Betting);
        Assert.False(_game.Stake(0, -1));
        Assert.False(_game.Stake(0, 10));
        Assert.True(_game.Stake(0, 3));
        Assert.False(_game.Stake(0, 4));
        _game.Players[1]!.Coin = 499;
        Assert.False(_game.Stake(1, 3));

        Assert.Equal(99_500, _game.Players[0]!.Coin);
        Assert.Equal(3, _game.Players[0]!.Target);
        _game.Players[1]!.Coin = 500;
        PassTo(XaXbPhase.Opening);
        Assert.True(_game.Stake(1, 3));
        _game.Players[1]!.Stake = false;
        PassTo(XaXbPhase.Settlement);
        Assert.False(_game.Stake(1, 3));
    }

    [Theory]
    [InlineData(2, 7, 4, 100_300, 99_500)]
    [InlineData(2, 7, 5, 99_500, 100_300)]
    [InlineData(2, 6, 4, 99_900, 99_900)]
    [InlineData(5, 5, 5, 99_900, 99_900)]
    public void Settle_PaysTheNearest(int first, int second, int result, int firstCoins, int secondCoins)
    {
        PassTo(XaXbPhase.Betting);
        _game.Stake(0, first);
        _game.Stake(1, second);

        _game.Settle(result);

        Assert.Equal([firstCoins, secondCoins], _game.Present.Select(p => p.Coin));
        Assert.Equal([Math.Abs(first - result), Math.Abs(second - result)], _game.Present.Select(p => p.Weight));
    }

    [Fact]
    public void Settle_OfOneStake_PaysThatPlayer()
    {
        PassTo(XaXbPhase.Betting);
        _game.Stake(1, 0);

        _game.Settle(9);

        Assert.Equal([100_000, 99_900], _game.Present.Select(p => p.Coin));
    }

    [Fact]
    public void NextRound_TakesNewStakes()
    {
        PassTo(XaXbPhase.Betting);
        _game.Stake(0, 3);
        PassTo(XaXbPhase.Idle);
        PassTo(XaXbPhase.Betting);

        Assert.True(_game.Stake(0, 3));
    }

    private void PassTo(XaXbPhase phase)
    {
        while (_game.Phase != phase)
        {
            _game.Pass(Tick, _random);
        }
    }
}
