namespace Mqant.Grains.XaXb;

/// <summary>Request that names a table.</summary>
[GenerateSerializer, Alias("mqant.demo.AtTable")]
public sealed record AtTable([property: Id(0)] string? BigRoomId);

/// <summary>Request of <see cref="IXaXb.StakeAsync"/>: the digit.</summary>
[GenerateSerializer, Alias("mqant.demo.StakeOn")]
public sealed record StakeOn([property: Id(0)] double? Target);

/// <summary>Result of <see cref="IXaXb.GetUsableTableAsync"/>.</summary>
[GenerateSerializer, Alias("mqant.demo.UsableTable")]
public sealed record UsableTable([property: Id(0)] string BigRoomId);

/// <summary>Push <c>XaXb/OnEnter</c> to the player who entered; everybody at the table gets the <see cref="Player"/> on the same topic.</summary>
public sealed record Entered(string Rid, int SeatIndex, int State);

/// <summary>Pushes <c>XaXb/Idle</c>, <c>XaXb/Betting</c> and <c>XaXb/Opening</c>: what a stake costs.</summary>
public sealed record PhaseBegan(int Coin);

/// <summary>Push <c>XaXb/Settlement</c>.</summary>
public sealed record Settled(int Result, IReadOnlyList<Player> Seats);

/// <summary>Push <c>XaXb/Exit</c>.</summary>
public sealed record SentAway(string Info);

/// <summary>A player as clients see it.</summary>
[GenerateSerializer, Alias("mqant.demo.XaXbPlayer")]
public sealed class Player
{
    /// <summary>What the player has.</summary>
    [Id(0)]
    public int Coin { get; set; }

    /// <summary>The player's user id; empty for a guest, and where nobody sits.</summary>
    [Id(1)]
    public string Rid { get; set; } = "";

    /// <summary>0 or 1.</summary>
    [Id(2)]
    public int SeatIndex { get; set; }

    /// <summary>Whether the player is ready to play.</summary>
    [Id(3)]
    public bool SitDown { get; set; }

    /// <summary>Whether the player staked in this round.</summary>
    [Id(4)]
    public bool Stake { get; set; }

    /// <summary>The digit staked on last.</summary>
    [Id(5)]
    public int Target { get; set; }

    /// <summary>How far the digit was from the one drawn last.</summary>
    [Id(6)]
    public int Weight { get; set; }
}
