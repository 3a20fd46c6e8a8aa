using System.Text;
using System.Text.Json;

namespace Mqant.Bench.Robots;

/// <summary>What a player of XaXb may expect: the phases in their order, and every coin accounted for.</summary>
internal sealed class XaXbRules
{
    private const int CoinsBefore = 1_000;
    private const int FirstCoins = 100_000;
    private const int WaitingTable = 1;
    internal const int StakeCoins = 500;
    private const int PercentOfPot = 80;
    private static readonly string[] Phases = ["Idle", "Betting", "Opening", "Settlement"];

    private readonly Dictionary<int, int> _coins = [];
    private int _phase = -1;

    internal sealed record Player(int Coin, int SeatIndex, bool Stake, int Target, int Weight, bool SitDown = true);

    internal sealed record Entered(int? State, int SeatIndex);

    internal sealed record Settlement(int Result, IReadOnlyList<Player> Seats);

    /// <summary>What the player at this seat had after the last round.</summary>
    internal int Coins(int seat) => _coins.GetValueOrDefault(seat, FirstCoins);

    /// <summary>Another table: nothing is known of it.</summary>
    internal void OnNewTable()
    {
        _phase = -1;
        _coins.Clear();
    }

    /// <summary>Checks the first push <c>XaXb/OnEnter</c>, which tells this player's seat; returns the broken rule.</summary>
    internal static string? OnEnter(ReadOnlySpan<byte> push, out int seat)
    {
        var entered = JsonSerializer.Deserialize<Entered>(push)!;
        seat = entered.SeatIndex;
        return entered is { State: WaitingTable, SeatIndex: 0 or 1 } ? null : $"entered no table that waits: {Encoding.UTF8.GetString(push)}";
    }

    /// <summary>Checks a later push <c>XaXb/OnEnter</c>: of anybody who comes to the table, this player too.</summary>
    internal static string? OnOtherEntered(ReadOnlySpan<byte> push) =>
        JsonSerializer.Deserialize<Player>(push) is { Coin: CoinsBefore, SitDown: false, Stake: false } ? null
            : $"somebody entered who has played already: {Encoding.UTF8.GetString(push)}";

    /// <summary>Checks the push <c>XaXb/OnResume</c>, with which the game begins: nobody here pauses it.</summary>
    internal string? OnStarted(ReadOnlySpan<byte> push) => _phase != 0 || _coins.Count > 0 ? "the game began in the middle of a round"
        : JsonSerializer.Deserialize<Player[]>(push)!.All(player => player is { Coin: FirstCoins, SitDown: true }) ? null
        : $"the game began with {Encoding.UTF8.GetString(push)}";

    /// <summary>Checks the push <c>XaXb/OnStop</c>.</summary>
    internal static string? OnStopped(ReadOnlySpan<byte> push) =>
        JsonSerializer.Deserialize<Player[]>(push)!.Any(player => player.SitDown) ? $"the table has closed and somebody sits there: {Encoding.UTF8.GetString(push)}" : null;

    /// <summary>A phase began; returns the broken rule.</summary>
    internal string? OnPhase(string phase)
    {
        int before = _phase;
        _phase = Array.IndexOf(Phases, phase);
        return _phase == (before + 1) % Phases.Length ? null : $"{phase} came after {(before < 0 ? "nothing" : Phases[before])}";
    }

    /// <summary>Checks a push <c>XaXb/Settlement</c>; returns the broken rule.</summary>
    /// <param name="push">The push.</param>
    /// <param name="seat">This player's seat.</param>
    /// <param name="target">What this player staked on and was told so before betting ended; null when neither.</param>
    internal string? OnSettlement(ReadOnlySpan<byte> push, int seat, int? target)
    {
        var settlement = JsonSerializer.Deserialize<Settlement>(push)!;
        string? broken = OnPhase("Settlement");
        if (settlement.Result is < 0 or > 9 || settlement.Seats.Count != 2)
        {
            broken ??= $"{settlement.Seats.Count} players, and {settlement.Result} was drawn";
        }

        if (target is not null && !settlement.Seats.Any(player => player.SeatIndex == seat && player.Stake && player.Target == target))
        {
            broken ??= $"seat {seat} staked on {target}, which the settlement does not know";
        }

        var staked = settlement.Seats.Where(player => player.Stake).ToList();
        int nearest = staked.Count == 0 ? 0 : staked.Min(player => Distance(player, settlement));
        int winners = staked.Count(player => Distance(player, settlement) == nearest);
        foreach (var player in settlement.Seats)
        {
            int gain = !player.Stake ? 0
                : (Distance(player, settlement) == nearest ? staked.Count * StakeCoins * PercentOfPot / 100 / winners : 0) - StakeCoins;
            int expected = Coins(player.SeatIndex) + gain;
            if (player.Coin != expected)
            {
                broken ??= $"seat {player.SeatIndex} has {player.Coin} coins, not {expected}";
            }

            if (player.Stake && player.Weight != Distance(player, settlement))
            {
                broken ??= $"seat {player.SeatIndex} has weight {player.Weight}, not {Distance(player, settlement)}";
            }

            _coins[player.SeatIndex] = player.Coin;
        }

        return broken is null ? null : $"{broken}: {Encoding.UTF8.GetString(push)}";
    }

    private static int Distance(Player player, Settlement settlement) => Math.Abs(player.Target - settlement.Result);
}
