using System.Diagnostics;
using System.Text;
using Mqant.Bench.Load;

namespace Mqant.Bench.Robots;

/// <summary>
/// A player: acts when it is time to, waits for one answer at a time, and holds everything that arrives against the rules of its game. A broken
/// rule is counted and the game goes on; a lost connection is the end of the robot.
/// </summary>
internal abstract class Robot(string clientId, RobotStatistics statistics) : MqttConnection(clientId, [], statistics.Load)
{
    private const int FirstNumber = 100_000;
    private const int ErrorAt = 45;
    private static readonly long LongestAnswer = EventLoop.ToTimestamp(TimeSpan.FromSeconds(15));

    private readonly string _name = clientId;
    private byte[] _awaited = [];
    private long _askedAt;
    private int _lastNumber = FirstNumber;

    /// <summary>When to act next, as <see cref="Stopwatch.GetTimestamp"/> counts; never when <see cref="long.MaxValue"/>.</summary>
    protected long NextAct { get; set; } = long.MaxValue;

    /// <summary>Whether the robot has played enough.</summary>
    protected bool IsResting { get; private set; }

    /// <summary>What all robots of the run count.</summary>
    protected RobotStatistics Counts => statistics;

    /// <summary>Whether an answer is awaited.</summary>
    internal bool IsWaiting => _awaited.Length > 0;

    /// <summary>Lets the robot act if it is time to.</summary>
    internal void ActIfDue(long now)
    {
        if (!IsReady || HasFailed)
        {
            return;
        }

        if (IsWaiting)
        {
            if (now - _askedAt > LongestAnswer)
            {
                Break($"no answer on {Encoding.UTF8.GetString(_awaited)}");
                _awaited = [];
            }
        }
        else if (now >= NextAct && !IsResting)
        {
            Act();
            Loop.Flush(this);
        }
    }

    /// <summary>Sends nothing more of itself.</summary>
    internal void Rest() => IsResting = true;

    /// <summary>Looks back at the whole game when nothing is under way any more.</summary>
    internal virtual void CheckEnd()
    {
    }

    /// <summary>A moment from now.</summary>
    protected long In(double milliseconds) => Loop.Now + (long)(milliseconds * Stopwatch.Frequency / 1_000);

    /// <summary>Calls a handler of the form <c>Module/HD_Handler</c>.</summary>
    protected void Request(string handler, string payload)
    {
        _awaited = Encoding.UTF8.GetBytes($"{handler}/{++_lastNumber}");
        _askedAt = Loop.Now;
        byte[] packet = MqttPacket.Publish(_awaited, Encoding.UTF8.GetBytes(payload));
        packet.CopyTo(Append(packet.Length));
    }

    /// <summary>Counts a broken rule.</summary>
    protected void Break(string? rule)
    {
        if (rule is not null)
        {
            Statistics.Fail($"{_name}: {rule}");
        }
    }

    /// <summary>It is time to act, and no answer is awaited.</summary>
    protected abstract void Act();

    /// <summary>The request succeeded with this result (JSON).</summary>
    protected abstract void OnResult(ReadOnlySpan<byte> result);

    /// <summary>The request was refused; a broken rule unless the game says otherwise.</summary>
    protected virtual void OnError(string error) => Break($"a request was refused: {error}");

    /// <summary>A push arrived.</summary>
    protected abstract void OnPush(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload);

    protected override void OnReady()
    {
        NextAct = Loop.Now;
        if (!IsResting)
        {
            Act();
        }
    }

    protected override void OnPacket(ReadOnlySpan<byte> packet, int headerLength)
    {
        if (!MqttPacket.TryReadPublish(packet, headerLength, out var topic, out var payload))
        {
            Fail($"unexpected packet {Show(packet, headerLength)}");
        }
        else if (topic.SequenceEqual(_awaited))
        {
            statistics.Answered(Loop.Now - _askedAt);
            _awaited = [];
            OnReply(payload);
        }
        else if (topic.Count((byte)'/') > 1)
        {
            Break($"an answer that nobody awaits: {Show(packet, headerLength)}");
        }
        else
        {
            statistics.Pushed();
            OnPush(topic, payload);
        }
    }

    // {"Trace":"<32 digits>","Error":"…","Result":…}
    private void OnReply(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> success = "Error\":\"\",\"Result\":"u8;
        if (!payload.StartsWith("{\"Trace\":\""u8) || payload.Length < ErrorAt + success.Length)
        {
            Break($"no answer's envelope: {Encoding.UTF8.GetString(payload)}");
        }
        else if (payload[ErrorAt..].StartsWith(success))
        {
            OnResult(payload[(ErrorAt + success.Length)..^1]);
        }
        else
        {
            OnError(Encoding.UTF8.GetString(payload[ErrorAt..]));
        }
    }
}
