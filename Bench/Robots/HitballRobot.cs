using System.Text;
using System.Text.Json;

namespace Mqant.Bench.Robots;

/// <summary>Joins a table as a guest, shoots after each interval, and eats the coins that its ball touches.</summary>
internal sealed class HitballRobot(string name, string module, double interval, RobotStatistics statistics) : Robot(name, statistics)
{
    private const double Reach = 40;
    private const int WeakestShot = 50;
    private const int StrongestShot = 200;

    private readonly BallRules _ball = new();
    private readonly CoinRules _coins = new();
    private readonly HashSet<int> _asked = [];
    private byte[] _quotedRid = [];
    private bool _joins;
    private bool _joined;
    private int _angle;
    private int _power;

    protected override void Act()
    {
        if (!_joined)
        {
            if (!_joins)
            {
                _joins = true;
                Request($"{module}/HD_Join", "{}");
            }

            return;
        }

        _angle = Random.Shared.Next(360);
        _power = Random.Shared.Next(WeakestShot, StrongestShot + 1);
        Request($"{module}/HD_Fire", $$"""{"Angle":{{_angle}},"Power":{{_power}},"X":0,"Y":0}""");
        NextAct = In(interval);
    }

    protected override void OnResult(ReadOnlySpan<byte> result)
    {
        if (!result.SequenceEqual("\"success\""u8))
        {
            Break($"a request was answered with {Encoding.UTF8.GetString(result)}");
        }
        else if (!_joined)
        {
            _joined = true;
            NextAct = In(Random.Shared.NextDouble() * interval);
            if (_quotedRid.Length == 0)
            {
                Break("HD_Join was answered before OnEnter came");
            }
        }
    }

    protected override void OnPush(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        if (!topic.StartsWith("Hitball/On"u8))
        {
            Break($"unexpected push {Encoding.UTF8.GetString(topic)} {Encoding.UTF8.GetString(payload)}");
        }
        else if (topic.SequenceEqual("Hitball/OnEnter"u8))
        {
            OnEnter(JsonSerializer.Deserialize<JsonElement>(payload));
        }
        else if (_quotedRid.Length == 0)
        {
            // Of the table as it was before this player came.
        }
        else if (topic.SequenceEqual("Hitball/OnMove"u8))
        {
            OnMove(payload);
        }
        else if (topic.SequenceEqual("Hitball/OnAddCoins"u8))
        {
            Break(_coins.OnAdd(CoinRules.Read(JsonSerializer.Deserialize<JsonElement>(payload))));
        }
        else if (topic.SequenceEqual("Hitball/OnEatCoins"u8))
        {
            Break(_coins.OnEat(JsonSerializer.Deserialize<JsonElement>(payload).GetProperty("Id").GetInt32()));
        }
    }

    private void OnEnter(JsonElement enter)
    {
        string rid = enter.GetProperty("Rid").GetString() ?? "";
        _quotedRid = Encoding.UTF8.GetBytes($"\"{rid}\"");
        if (!enter.GetProperty("Player").TryGetProperty(rid, out _))
        {
            Break($"the players at the table lack the one that entered, {rid}");
        }

        Break(_coins.OnEnter(enter.GetProperty("Coins").EnumerateObject().Select(coin => CoinRules.Read(coin.Value))));
    }

    private void OnMove(ReadOnlySpan<byte> balls)
    {
        if (!Ball.TryRead(balls, _quotedRid, out var ball))
        {
            Break($"this player's ball is not among those that move: {Encoding.UTF8.GetString(balls)}");
            return;
        }

        Break(_ball.OnMoved(ball, _angle, _power));
        if (IsWaiting || IsResting || !_joined)
        {
            return;
        }

        foreach (var coin in _coins.Coins)
        {
            double x = coin.X - ball.X, y = coin.Y - ball.Y;
            if ((x * x) + (y * y) < Reach * Reach && _asked.Add(coin.Id))
            {
                Request($"{module}/HD_EatCoin", $$"""{"Id":{{coin.Id}}}""");
                return;
            }
        }
    }
}
