namespace Mqant.Grains.XaXb;

/// <summary>The rules of XaXb, and all that a table must remember.</summary>
[GenerateSerializer, Alias("mqant.demo.XaXbGame")]
internal sealed class XaXbGame
{
    public const int Seats = 2;
    public const int FirstCoins = 100_000;
    public const int StakeCoins = 500;

    private const int PercentOfPot = 80;
    private const int Digits = 10;

    /// <summary>The players, by seat; null where nobody sits.</summary>
    [Id(0)]
    public Player?[] Players { get; set; } = new Player?[Seats];

    [Id(1)]
    public XaXbPhase Phase { get; set; }

    /// <summary>How long the phase has lasted.</summary>
    [Id(2)]
    public TimeSpan InPhase { get; set; }

    /// <summary>The digit drawn last.</summary>
    [Id(3)]
    public int Result { get; set; }

    public bool IsReady => Array.TrueForAll(Players, p => p is { SitDown: true });

    public IEnumerable<Player> Present => Players.OfType<Player>();

    public void Start()
    {
        foreach (var player in Present)
        {
            player.Coin = FirstCoins;
        }

        Enter(XaXbPhase.Idle);
    }

    /// <summary>Stakes, where that is possible: in the betting phase, once, by a player who can pay.</summary>
    public bool Stake(int seat, int target)
    {
        if (Phase != XaXbPhase.Betting || target is < 0 or >= Digits || Players[seat] is not { Stake: false, Coin: >= StakeCoins } player)
        {
            return false;
        }

        (player.Stake, player.Target) = (true, target);
        player.Coin -= StakeCoins;
        return true;
    }

    /// <summary>Lets time pass. True when the next phase began.</summary>
    public bool Pass(TimeSpan time, Random random)
    {
        InPhase += time;
        switch (Phase)
        {
            case XaXbPhase.Idle when InPhase >= TimeSpan.FromSeconds(1):
                Enter(XaXbPhase.Betting);
                return true;
            case XaXbPhase.Betting when InPhase >= TimeSpan.FromSeconds(10) || Present.All(p => p.Stake):
                Enter(XaXbPhase.Opening);
                return true;
            case XaXbPhase.Opening when InPhase >= TimeSpan.FromSeconds(1):
                Settle(random.Next(Digits));
                return true;
            case XaXbPhase.Settlement when InPhase >= TimeSpan.FromSeconds(2):
                Enter(XaXbPhase.Idle);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Pays the players whose digits are nearest; who are equally near share.</summary>
    public void Settle(int result)
    {
        Result = result;
        var staked = Present.Where(p => p.Stake).ToList();
        staked.ForEach(p => p.Weight = Math.Abs(p.Target - result));
        var winners = staked.Where(p => p.Weight == staked.Min(s => s.Weight)).ToList();
        winners.ForEach(p => p.Coin += staked.Count * StakeCoins * PercentOfPot / 100 / winners.Count);
        Enter(XaXbPhase.Settlement);
    }

    private void Enter(XaXbPhase phase)
    {
        (Phase, InPhase) = (phase, TimeSpan.Zero);
        if (phase == XaXbPhase.Idle)
        {
            foreach (var player in Present)
            {
                player.Stake = false;
            }
        }
    }
}
