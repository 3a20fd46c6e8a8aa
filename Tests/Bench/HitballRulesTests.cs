using System.Text;
using System.Text.Json;
using Mqant.Bench.Robots;
using Mqant.Grains.Hitball;
using Xunit;

namespace Mqant.Tests.Bench;

/// <summary>What Hitball robots complain about: everything that the game itself would not do.</summary>
public sealed class HitballRulesTests
{
    private const string Rid = "Abcd1234";

    private readonly BallRules _rules = new();
    private readonly Dictionary<string, Player> _players = new() { ["Other"] = new Player { Rid = Rid }, [Rid] = new Player { Rid = Rid, X = 100, Y = 200 } };

    private Player Mine => _players[Rid];

    [Fact]
    public void BallThatRollsBouncesAndIsShot_IsFine()
    {
        Assert.Null(See());
        for (var round = 0; round < 50; round++)
        {
            var (angle, power) = (round * 77 % 360, 50 + (round * 3));
            Tick(round % 5);
            Shoot(angle, power);
            Tick(round % 7);
            Assert.Null(See(angle, power));
            for (var i = 1; i < 8; i++)
            {
                Tick(4 * i);
                Assert.Null(See(angle, power));
            }
        }
    }

    [Fact]
    public void BallThatJumps_BreaksARule()
    {
        See();
        Tick(4);
        Mine.X += 1;

        Assert.Contains("jumped", See(), StringComparison.Ordinal);
    }

    [Fact]
    public void BallThatIsShownTwice_BreaksARule()
    {
        Tick(4);
        See();

        Assert.Contains("shown twice", See(), StringComparison.Ordinal);
    }

    [Fact]
    public void BallThatIsShownAsItWas_BreaksARule()
    {
        Tick(8);
        See();
        Mine.Angle -= 12;

        Assert.Contains("out of order", See(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31, 100)]
    [InlineData(30, 101)]
    public void BallThatTakesAnotherShot_BreaksARule(int angle, int power)
    {
        See();
        Tick(2);
        Shoot(angle, power);
        Tick(2);

        Assert.Contains("did not take the shot", See(30, 100), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5, 200)]
    [InlineData(100, 1_290)]
    public void BallOutsideOfTheWorld_BreaksARule(double x, double y)
    {
        (Mine.X, Mine.Y) = (x, y);

        Assert.Contains("left the world", See(), StringComparison.Ordinal);
    }

    [Fact]
    public void Coins_AreEatenOnce()
    {
        var coins = new CoinRules();

        Assert.Null(coins.OnEnter([new(3, 50, 60), new(1, 20, 20)]));
        Assert.Null(coins.OnAdd(new(4, 1_260, 20)));
        Assert.Null(coins.OnEat(3));
        Assert.Contains("not on the table", coins.OnEat(3), StringComparison.Ordinal);
        Assert.Contains("not on the table", coins.OnEat(2), StringComparison.Ordinal);
        Assert.Contains("came twice", coins.OnAdd(new(4, 10, 10)), StringComparison.Ordinal);
        Assert.Contains("outside of the world", coins.OnAdd(new(5, 1_281, 10)), StringComparison.Ordinal);
        Assert.Equal([1, 4, 5], coins.Coins.Select(coin => coin.Id).Order());
    }

    private string? See(double angle = 0, double power = 0)
    {
        Assert.True(Ball.TryRead(JsonSerializer.SerializeToUtf8Bytes(_players), Encoding.UTF8.GetBytes($"\"{Rid}\""), out var ball));
        return _rules.OnMoved(ball, angle, power);
    }

    // As the grain does it: walls, the way, friction.
    private void Tick(int count)
    {
        for (var i = 0; i < count; i++)
        {
            (Mine.X, Mine.XSpeed) = Mine.X < 20 ? (20, -Mine.XSpeed) : Mine.X > 1_260 ? (1_260, -Mine.XSpeed) : (Mine.X, Mine.XSpeed);
            (Mine.Y, Mine.YSpeed) = Mine.Y < 20 ? (20, -Mine.YSpeed) : Mine.Y > 1_260 ? (1_260, -Mine.YSpeed) : (Mine.Y, Mine.YSpeed);
            (Mine.X, Mine.Y) = (Mine.X + Mine.XSpeed, Mine.Y + Mine.YSpeed);
            (Mine.XSpeed, Mine.YSpeed) = (Mine.XSpeed * 0.99, Mine.YSpeed * 0.99);
            Mine.Angle += Mine.RotateSpeed * Mine.RotateDirection;
        }
    }

    private void Shoot(double angle, double power)
    {
        Mine.XSpeed += Math.Cos(angle * Math.PI / 180) * power / 20;
        Mine.YSpeed += Math.Sin(angle * Math.PI / 180) * power / 20;
        Mine.RotateDirection = -Mine.RotateDirection;
        Mine.LastRequestDate++;
    }
}
