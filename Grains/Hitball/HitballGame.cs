namespace Mqant.Grains.Hitball;

/// <summary>The rules of Hitball, and all that a table must remember.</summary>
[GenerateSerializer, Alias("mqant.demo.HitballGame")]
internal sealed class HitballGame
{
    public const double WorldSize = 1_280;
    public const double BallRadius = 20;
    public const double CoinRadius = 20;
    public const int EnoughCoins = 8;

    private const double Friction = 0.99;
    private const double PowerOfSpeed = 20;

    // A client sees the world as it was a moment ago, and its ball where it will be: it may be wrong by what the ball covers in a quarter of a second.
    private const int TicksOfLatency = 12;
    private const double Tolerance = BallRadius;

    [Id(0)]
    public Dictionary<string, Player> Players { get; set; } = [];

    [Id(1)]
    public Dictionary<int, Coin> Coins { get; set; } = [];

    [Id(2)]
    public int LastCoin { get; set; }

    /// <summary>Coins that a player asked for who did not get them, since the last <see cref="Renew"/>.</summary>
    [Id(3)]
    public HashSet<int> Missed { get; set; } = [];

    public Player Add(string rid, Random random)
    {
        var player = new Player { Rid = rid, X = Somewhere(random), Y = Somewhere(random), BallRadius = BallRadius };
        Players[rid] = player;
        return player;
    }

    /// <summary>
    /// Shoots from where the ball is; the direction in which the arrow turns changes. An infinite angle is no direction: such a shot does nothing.
    /// </summary>
    public void Fire(string rid, double angle, double power, long now)
    {
        if (!double.IsFinite(angle) || double.IsNaN(power) || !Players.TryGetValue(rid, out var player))
        {
            return;
        }

        // Reduced first: the largest angles would become infinite as radians, and their cosine no number.
        var radians = angle % 360 * Math.PI / 180;
        power = Math.Clamp(power, 0, player.MaxPower);
        player.XSpeed += Math.Cos(radians) * power / PowerOfSpeed;
        player.YSpeed += Math.Sin(radians) * power / PowerOfSpeed;
        player.RotateDirection = -player.RotateDirection;
        player.Power = power;
        player.LastRequestDate = now;
    }

    /// <summary>Takes the coin off the table and returns it; null when it is gone, or is <see cref="Missed"/>: out of the ball's reach.</summary>
    public Coin? Eat(string rid, int id)
    {
        if (!Players.TryGetValue(rid, out var player) || !Coins.TryGetValue(id, out var coin))
        {
            return null;
        }

        var reach = BallRadius + CoinRadius + Tolerance + (TicksOfLatency * Math.Sqrt((player.XSpeed * player.XSpeed) + (player.YSpeed * player.YSpeed)));
        double x = player.X - coin.X, y = player.Y - coin.Y;
        if ((x * x) + (y * y) > reach * reach)
        {
            Missed.Add(id);
            return null;
        }

        Coins.Remove(id);
        return coin;
    }

    /// <summary>Moves everything by one tick.</summary>
    public void Move()
    {
        foreach (var player in Players.Values)
        {
            (player.X, player.XSpeed) = Bounce(player.X, player.XSpeed);
            (player.Y, player.YSpeed) = Bounce(player.Y, player.YSpeed);
            player.X += player.XSpeed;
            player.Y += player.YSpeed;
            player.XSpeed *= Friction;
            player.YSpeed *= Friction;
            player.Angle += player.RotateSpeed * player.RotateDirection;
        }
    }

    /// <summary>Adds a coin, unless there are enough.</summary>
    public Coin? AddCoin(Random random)
    {
        if (Coins.Count >= EnoughCoins)
        {
            return null;
        }

        return Put(Somewhere(random), Somewhere(random));
    }

    /// <summary>
    /// Gives the coins that were missed and are still there new numbers: whoever asked for one has hidden it, and mqant's page shows none under a number that it
    /// has hidden. Returns each as it was and as it is.
    /// </summary>
    public IReadOnlyList<(Coin Old, Coin New)> Renew()
    {
        if (Missed.Count == 0)
        {
            return [];
        }

        var renewed = new List<(Coin, Coin)>();
        foreach (var id in Missed)
        {
            if (Coins.Remove(id, out var coin))
            {
                renewed.Add((coin, Put(coin.X, coin.Y)));
            }
        }

        Missed.Clear();
        return renewed;
    }

    private Coin Put(double x, double y)
    {
        var coin = new Coin(++LastCoin, x, y);
        Coins[coin.Id] = coin;
        return coin;
    }

    private static double Somewhere(Random random) => BallRadius + (random.NextDouble() * (WorldSize - (2 * BallRadius)));

    private static (double Position, double Speed) Bounce(double position, double speed) => position switch
    {
        < BallRadius => (BallRadius, -speed),
        > WorldSize - BallRadius => (WorldSize - BallRadius, -speed),
        _ => (position, speed),
    };
}
