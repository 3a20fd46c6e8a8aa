using System.Text.Json;
using Mqant.Bench.Robots;
using Xunit;

namespace Mqant.Tests.Bench;

/// <summary>What XaXb robots complain about.</summary>
public sealed class XaXbRulesTests
{
    private readonly XaXbRules _rules = new();

    [Fact]
    public void RoundsThatAddUp_AreFine()
    {
        Assert.Null(Play(5, Seat(0, 100_300, 5), Seat(1, 99_500, 9)));
        Assert.Null(Play(5, Seat(0, 100_200, 4), Seat(1, 99_400, 6)));
        Assert.Null(Play(0, Seat(0, 100_200), Seat(1, 99_300, 6)));
        Assert.Null(Play(0, Seat(0, 100_200), Seat(1, 99_300)));
        Assert.Equal(99_300, _rules.Coins(1));
    }

    [Theory]
    [InlineData(100_301, 99_500, "has 100301 coins, not 100300")]
    [InlineData(100_300, 100_000, "has 100000 coins, not 99500")]
    [InlineData(99_500, 100_300, "has 99500 coins, not 100300")]
    public void CoinsThatDoNotAddUp_BreakARule(int first, int second, string rule)
        => Assert.Contains(rule, Play(5, Seat(0, first, 5), Seat(1, second, 9)), StringComparison.Ordinal);

    [Fact]
    public void StakeThatIsForgotten_BreaksARule()
    {
        Assert.Contains("does not know", Play(5, 7, Seat(0, 100_000), Seat(1, 99_900, 9)), StringComparison.Ordinal);
        Assert.Contains("does not know", Play(5, 7, Seat(0, 100_300, 5), Seat(1, 99_400, 9)), StringComparison.Ordinal);
    }

    [Fact]
    public void WeightThatIsWrong_BreaksARule()
        => Assert.Contains("has weight 2, not 4", Play(5, Seat(0, 100_300, 5), Seat(1, 99_500, 9) with { Weight = 2 }), StringComparison.Ordinal);

    [Fact]
    public void DigitThatDoesNotExist_BreaksARule()
        => Assert.Contains("10 was drawn", Play(10, Seat(0, 100_000), Seat(1, 100_000)), StringComparison.Ordinal);

    [Fact]
    public void PhasesOutOfOrder_BreakARule()
    {
        Assert.Null(_rules.OnPhase("Idle"));
        Assert.Equal("Opening came after Idle", _rules.OnPhase("Opening"));
        _rules.OnNewTable();
        Assert.Equal("Betting came after nothing", _rules.OnPhase("Betting"));
    }

    [Fact]
    public void GameThatBeginsAndEndsAsItShould_IsFine()
    {
        Assert.Null(XaXbRules.OnEnter("{\"Rid\":\"\",\"SeatIndex\":1,\"State\":1}"u8, out var seat));
        Assert.Equal(1, seat);
        Assert.Null(XaXbRules.OnOtherEntered("{\"Coin\":1000,\"SeatIndex\":1,\"SitDown\":false,\"Stake\":false}"u8));
        Assert.Null(_rules.OnPhase("Idle"));
        Assert.Null(_rules.OnStarted("[{\"Coin\":100000,\"SitDown\":true},{\"Coin\":100000,\"SitDown\":true}]"u8));
        Assert.Null(_rules.OnPhase("Betting"));
        Assert.Null(XaXbRules.OnStopped("[{\"SitDown\":false},{\"SitDown\":false}]"u8));
    }

    [Fact]
    public void GameThatBeginsOrEndsOtherwise_BreaksARule()
    {
        Assert.Contains("no table that waits", XaXbRules.OnEnter("{\"SeatIndex\":1,\"State\":2}"u8, out _), StringComparison.Ordinal);
        Assert.Contains("no table that waits", XaXbRules.OnEnter("{\"Coin\":1000,\"SeatIndex\":1}"u8, out _), StringComparison.Ordinal);
        Assert.Contains("has played already", XaXbRules.OnOtherEntered("{\"Coin\":100000,\"SitDown\":false}"u8), StringComparison.Ordinal);
        Assert.Contains("in the middle", _rules.OnStarted("[]"u8), StringComparison.Ordinal);
        Assert.Null(_rules.OnPhase("Idle"));
        Assert.Contains("began with", _rules.OnStarted("[{\"Coin\":1000,\"SitDown\":true}]"u8), StringComparison.Ordinal);
        Assert.Contains("somebody sits", XaXbRules.OnStopped("[{\"SitDown\":true}]"u8), StringComparison.Ordinal);
    }

    private static XaXbRules.Player Seat(int index, int coins, int? target = null) => new(coins, index, target is not null, target ?? 0, -1);

    private string? Play(int result, params XaXbRules.Player[] seats) => Play(result, null, seats);

    private string? Play(int result, int? target, params XaXbRules.Player[] seats)
    {
        Assert.Null(_rules.OnPhase("Idle"));
        Assert.Null(_rules.OnPhase("Betting"));
        Assert.Null(_rules.OnPhase("Opening"));
        var weighed = seats.Select(seat => seat.Weight < 0 && seat.Stake ? seat with { Weight = Math.Abs(seat.Target - result) } : seat);
        var push = JsonSerializer.SerializeToUtf8Bytes(new XaXbRules.Settlement(result, [.. weighed]));
        return _rules.OnSettlement(push, 0, target);
    }
}
