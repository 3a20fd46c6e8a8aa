using Mqant.Grains.Hitball;
using Xunit;

namespace Mqant.Tests.Modules;

/// <summary>The rules of Hitball.</summary>
public sealed class HitballGameTests
{
    private readonly HitballGame _game = new();
    private readonly Random _random = new(1);

    [Theory]
    [InlineData(0, 100, 5, 0)]
    [InlineData(90, 100, 0, 5)]
    [InlineData(180, 40, -2, 0)]
    [InlineData(45, 200, 7.0710678, 7.0710678)]
    [InlineData(0, 100_000, 10, 0)]
    [InlineData(0, -5, 0, 0)]
    [InlineData(450, 100, 0, 5)]
    [InlineData(0, double.PositiveInfinity, 10, 0)]
    public void Fire_AddsSpeedInItsDirection(double angle, double power, double x, double y)
    {
        var player = _game.Add("a", _random);
        var (startX, startY) = (player.X, player.Y);

        _game.Fire("a", angle, power, now: 7);

        Assert.Equal(x, player.XSpeed, 6);
        Assert.Equal(y, player.YSpeed, 6);
        Assert.Equal(-1, player.RotateDirection);
        Assert.Equal(7, player.LastRequestDate);
        Assert.Equal((startX, startY), (player.X, player.Y));
    }

    [Theory]
    [InlineData(1e308, 0)]
    [InlineData(-1e308, 200)]
    [InlineData(double.PositiveInfinity, 100)]
    [InlineData(double.NaN, 100)]
    [InlineData(0, double.NaN)]
    [InlineData(0, double.PositiveInfinity)]
    public void Fire_WithAnyNumbers_LeavesPositionsThatCanBeSent(double angle, double power)
    {
        var player = _game.Add("a", _random);

        _game.Fire("a", angle, power, now: 7);
        _game.Move();

        Assert.All([player.X, player.Y, player.XSpeed, player.YSpeed, player.Power], number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void Move_SlowsDownByOnePercent_AndTurnsTheArrow()
    {
        var player = _game.Add("a", _random);
        (player.X, player.Y, player.XSpeed, player.YSpeed) = (100, 200, 10, -4);

        _game.Move();

        Assert.Equal((110, 196), (player.X, player.Y));
        Assert.Equal(9.9, player.XSpeed, 9);
        Assert.Equal(-3.96, player.YSpeed, 9);
        Assert.Equal(3, player.Angle);
    }

    [Theory]
    [InlineData(19, -5, 25)]
    [InlineData(1_261, 5, 1_255)]
    public void Ball_BouncesOffTheWalls(double x, double speed, double next)
    {
        var player = _game.Add("a", _random);
        (player.X, player.XSpeed) = (x, speed);

        _game.Move();

        Assert.Equal(next, player.X);
        Assert.Equal(-speed * 0.99, player.XSpeed, 9);
    }

    [Fact]
    public void Balls_OfAnySpeed_StayInTheWorld()
    {
        var player = _game.Add("a", _random);
        for (var i = 0; i < 1_000; i++)
        {
            _game.Fire("a", _random.NextDouble() * 360, 200, 0);
            _game.Move();
            _game.Move();
            Assert.InRange(player.X, -player.BallRadius * 100, HitballGame.WorldSize + (player.BallRadius * 100));
        }
    }

    [Theory]
    [InlineData(59, true)]
    [InlineData(61, false)]
    public void Eat_NeedsABallThatTouches(double distance, bool eaten)
    {
        var player = _game.Add("a", _random);
        var coin = _game.AddCoin(_random)!;
        (player.X, player.Y) = (coin.X + distance, coin.Y);

        Assert.Equal(eaten ? coin : null, _game.Eat("a", coin.Id));
        Assert.Equal(!eaten, _game.Coins.ContainsKey(coin.Id));
    }

    [Fact]
    public void Eat_AllowsForWhatAFastBallCoversMeanwhile()
    {
        var player = _game.Add("a", _random);
        var coin = _game.AddCoin(_random)!;
        (player.X, player.Y, player.XSpeed) = (coin.X + 150, coin.Y, 10);

        Assert.Equal(coin, _game.Eat("a", coin.Id));
        Assert.Null(_game.Eat("a", coin.Id));
    }

    [Fact]
    public void Renew_GivesTheCoinsThatWereMissedANewNumber_WhereTheyLie()
    {
        var player = _game.Add("a", _random);
        var (far, near, other) = (_game.AddCoin(_random)!, _game.AddCoin(_random)!, _game.AddCoin(_random)!);
        (player.X, player.Y) = (far.X + 500, far.Y);
        Assert.Null(_game.Eat("a", far.Id));
        Assert.Null(_game.Eat("a", far.Id));
        Assert.Null(_game.Eat("a", 99));

        var (old, renewed) = Assert.Single(_game.Renew());

        Assert.Equal(far, old);
        Assert.Equal(far with { Id = 4 }, renewed);
        Assert.Equal([near, other, renewed], _game.Coins.Values.OrderBy(coin => coin.Id));
        Assert.Empty(_game.Renew());
    }

    [Fact]
    public void Renew_OfACoinThatWasEatenMeanwhile_DoesNothing()
    {
        var player = _game.Add("a", _random);
        var coin = _game.AddCoin(_random)!;
        (player.X, player.Y) = (coin.X + 500, coin.Y);
        _game.Eat("a", coin.Id);
        (player.X, player.Y) = (coin.X, coin.Y);
        Assert.Equal(coin, _game.Eat("a", coin.Id));

        Assert.Empty(_game.Renew());
    }

    [Fact]
    public void Coins_ComeUntilThereAreEnough()
    {
        for (var i = 1; i <= HitballGame.EnoughCoins; i++)
        {
            Assert.Equal(i, _game.AddCoin(_random)!.Id);
        }

        Assert.Null(_game.AddCoin(_random));
        Assert.All(_game.Coins.Values, c => Assert.True(c.X is >= 20 and <= 1_260 && c.Y is >= 20 and <= 1_260));
    }
}
