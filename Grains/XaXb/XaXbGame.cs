namespace Mqant.Grains.XaXb;

/// <summary>The rules of XaXb, and all that a table must remember.</summary>
[GenerateSerializer, Alias("mqant.demo.XaXbGame")]
internal sealed class XaXbGame
{
    public const int Seats = 2;
    public const int CoinsBefore = 1_000;
    public const int FirstCoins = 100_000;
    public const int StakeCoins = 500;

    private const int PercentOfPot = 80;
    private const int Digits = 10;

    // mqant's phases end with the first frame after its fifth, and frames come a little late.
    private static readonly TimeSpan PhaseTime = TimeSpan.FromMilliseconds(650);

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

    /// <summary>Stakes, where that is possible: from the betting phase until the digit is drawn, once, by a player who can pay.</summary>
    public bool Stake(int seat, int target)
    {
        if (Phase is not (XaXbPhase.Betting or XaXbPhase.Opening)
            || target is < 0 or >= Digits
            || Players[seat] is not { Stake: false, Coin: >= StakeCoins } player)
        {
            return false;
        }

        (player.Stake, player.Target) = (true, target);
        player.Coin -= StakeCoins;
        return true;
    }

    /// <summary>Lets time pass. True when the next phase began; betting ends early when all have staked.</summary>
    public bool Pass(TimeSpan time, Random random)
    {
        InPhase += time;
        if (Phase == XaXbPhase.Void || (InPhase < PhaseTime && !(Phase == XaXbPhase.Betting && Present.All(p => p.Stake))))
        {
            return false;
        }

        switch (Phase)
        {
            case XaXbPhase.Idle:
                Enter(XaXbPhase.Betting);
                break;
            case XaXbPhase.Betting:
                Enter(XaXbPhase.Opening);
                break;
            case XaXbPhase.Opening:
                Settle(random.Next(Digits));
                break;
            default:
                Enter(XaXbPhase.Idle);
                break;
        }

        return true;
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
