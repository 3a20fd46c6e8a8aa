using Mqant.Grains.XaXb;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The rules of XaXb.</summary>
public sealed class XaXbGameTests
{
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
        for (var tick = 1; tick <= 150; tick++)
        {
            if (_game.Pass(TimeSpan.FromMilliseconds(100), _random))
            {
                began.Add((_game.Phase, tick / 10.0));
            }
        }

        Assert.Equal([(XaXbPhase.Betting, 1), (XaXbPhase.Opening, 11), (XaXbPhase.Settlement, 12), (XaXbPhase.Idle, 14), (XaXbPhase.Betting, 15)], began);
        Assert.All(_game.Present, p => Assert.Equal(XaXbGame.FirstCoins, p.Coin));
    }

    [Fact]
    public void Betting_EndsWhenAllHaveStaked()
    {
        PassTo(XaXbPhase.Betting);
        Assert.True(_game.Stake(0, 3));
        Assert.False(_game.Pass(TimeSpan.FromMilliseconds(100), _random));

        Assert.True(_game.Stake(1, 4));

        Assert.True(_game.Pass(TimeSpan.FromMilliseconds(100), _random));
        Assert.Equal(XaXbPhase.Opening, _game.Phase);
    }

    [Fact]
    public void Stake_CountsOnce_InTheBettingPhase_OfWhoCanPay()
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
            _game.Pass(TimeSpan.FromMilliseconds(100), _random);
        }
    }
}
