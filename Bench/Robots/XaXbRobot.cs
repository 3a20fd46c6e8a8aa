using System.Text;
using System.Text.Json;

namespace Mqant.Bench.Robots;

/// <summary>Finds a table as a guest, sits down, and stakes on a random digit whenever betting opens.</summary>
internal sealed class XaXbRobot(string name, RobotStatistics statistics) : Robot(name, statistics)
{
    private const double ShortestThought = 100;
    private const double LongestThought = 1_000;

    private readonly XaXbRules _rules = new();
    private Step _step;
    private string _table = "";
    private int _seat = -1;
    private int _target;
    private int? _staked;
    private bool _isBetting;

    private enum Step
    {
        FindTable,
        FindingTable,
        Entering,
        SittingDown,
        Playing,
        Staking,
    }

    protected override void Act()
    {
        if (_step == Step.FindTable)
        {
            _step = Step.FindingTable;
            _seat = -1;
            _rules.OnNewTable();
            Request("XaXb/HD_GetUsableTable", "{}");
        }
        else if (_step == Step.Playing && _isBetting)
        {
            _step = Step.Staking;
            _target = Random.Shared.Next(10);
            Request("XaXb/HD_Stake", $$"""{"Target":{{_target}}}""");
        }

        NextAct = long.MaxValue;
    }

    protected override void OnResult(ReadOnlySpan<byte> result)
    {
        switch (_step)
        {
            case Step.FindingTable:
                _table = JsonSerializer.Deserialize<JsonElement>(result).GetProperty("BigRoomId").GetString()!;
                _step = Step.Entering;
                Request("XaXb/HD_Enter", $$"""{"BigRoomId":"{{_table}}"}""");
                break;
            case Step.Entering:
                _step = Step.SittingDown;
                Request("XaXb/HD_SitDown", $$"""{"BigRoomId":"{{_table}}"}""");
                break;
            case Step.SittingDown:
                _step = Step.Playing;
                break;
            case Step.Staking:
                _step = Step.Playing;
                _staked = _isBetting ? _target : null;
                break;
        }
    }

    protected override void OnError(string error)
    {
        if (_step == Step.Entering && (error.Contains("No room found", StringComparison.Ordinal) || error.Contains("房间已满", StringComparison.Ordinal)))
        {
            // Gone or taken since it was offered.
            LookForAnother();
            return;
        }

        base.OnError(error);
        LookForAnother();
    }

    protected override void OnPush(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        if (!topic.StartsWith("XaXb/"u8))
        {
            Break($"unexpected push {Encoding.UTF8.GetString(topic)} {Encoding.UTF8.GetString(payload)}");
            return;
        }

        switch (Encoding.UTF8.GetString(topic[5..]))
        {
            case "OnEnter" when _seat < 0:
                // Who enters is told the seat before anything else.
                Break(XaXbRules.OnEnter(payload, out _seat));
                break;
            case "OnEnter":
                Break(XaXbRules.OnOtherEntered(payload));
                break;
            case "OnResume":
                Break(_rules.OnStarted(payload));
                break;
            case "Idle":
                CheckCost(payload);
                Break(_rules.OnPhase("Idle"));
                _staked = null;
                break;
            case "Betting":
                CheckCost(payload);
                Break(_rules.OnPhase("Betting"));
                _isBetting = true;
                NextAct = In(ShortestThought + (Random.Shared.NextDouble() * (LongestThought - ShortestThought)));
                break;
            case "Opening":
                CheckCost(payload);
                Break(_rules.OnPhase("Opening"));
                _isBetting = false;
                break;
            case "Settlement":
                Break(_rules.OnSettlement(payload, _seat, _staked));
                break;
            case "Exit":
                if (_rules.Coins(_seat) >= XaXbRules.StakeCoins)
                {
                    Break($"sent away with {_rules.Coins(_seat)} coins: {Encoding.UTF8.GetString(payload)}");
                }

                break;
            case "OnPause":
                break;
            case "OnStop":
                Break(XaXbRules.OnStopped(payload));
                Counts.GamesEnded++;
                LookForAnother();
                break;
            default:
                Break($"unexpected push {Encoding.UTF8.GetString(topic)} {Encoding.UTF8.GetString(payload)}");
                break;
        }
    }

    private void CheckCost(ReadOnlySpan<byte> payload)
    {
        if (!payload.SequenceEqual("{\"Coin\":500}"u8))
        {
            Break($"a phase began with {Encoding.UTF8.GetString(payload)}");
        }
    }

    private void LookForAnother()
    {
        _isBetting = false;
        _staked = null;
        _step = Step.FindTable;
        NextAct = In(ShortestThought + (Random.Shared.NextDouble() * (LongestThought - ShortestThought)));
    }
}
