using System.Text;

namespace Mqant.Bench.Robots;

/// <summary>Logs in, joins a room, and says something after each interval.</summary>
internal sealed class ChatRobot(int number, string namePrefix, string room, double interval, RobotStatistics statistics)
    : Robot($"{namePrefix}{number}", statistics)
{
    private readonly ChatRules _rules = new(room, namePrefix);
    private State _state;
    private long _said;

    private enum State
    {
        New,
        LoggingIn,
        Joining,
        Member,
    }

    /// <summary>Its own messages come back to it: the last one must have.</summary>
    internal override void CheckEnd()
    {
        if (!HasFailed && _rules.LastHeard(number) != _said)
        {
            Break($"{_said} messages were said, the last one that came back was number {_rules.LastHeard(number)}");
        }
    }

    protected override void Act()
    {
        switch (_state)
        {
            case State.New:
                _state = State.LoggingIn;
                Request("Login/HD_Login", $$"""{"userName":"{{namePrefix}}{{number}}","passWord":"robot"}""");
                break;
            case State.Member:
                Request("Chat/HD_Say", $$"""{"roomName":"{{room}}","target":"*","content":"{{number}}-{{++_said}}"}""");
                NextAct = In(interval);
                break;
        }
    }

    protected override void OnResult(ReadOnlySpan<byte> result)
    {
        switch (_state)
        {
            case State.LoggingIn:
                _state = State.Joining;
                Request("Chat/HD_JoinChat", $$"""{"roomName":"{{room}}"}""");
                break;
            case State.Joining:
                if (result.IndexOf(Encoding.UTF8.GetBytes($"\"{namePrefix}{number}\"")) < 0)
                {
                    Break($"the members of the room lack the one that joined: {Encoding.UTF8.GetString(result)}");
                }

                // Not all at the same moment.
                _state = State.Member;
                NextAct = In(Random.Shared.NextDouble() * interval);
                break;
            default:
                if (!result.SequenceEqual("{\"say\":\"say success\"}"u8))
                {
                    Break($"a message was answered with {Encoding.UTF8.GetString(result)}");
                }

                break;
        }
    }

    protected override void OnPush(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        if (topic.SequenceEqual("Chat/OnChat"u8))
        {
            Break(_rules.OnChat(payload));
        }
        else if (!topic.SequenceEqual("Chat/OnJoin"u8) && !topic.SequenceEqual("Chat/OnLeave"u8))
        {
            Break($"unexpected push {Encoding.UTF8.GetString(topic)} {Encoding.UTF8.GetString(payload)}");
        }
    }
}
