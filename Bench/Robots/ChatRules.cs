using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Mqant.Bench.Robots;

/// <summary>
/// What a member of a chat room may expect: every message bears its sender's name and the room's, and those of one sender come once each, in
/// order, none missing. What a robot says is its own number and a count: <c>17-4</c>.
/// </summary>
/// <param name="room">The room.</param>
/// <param name="namePrefix">All user names are this and the robot's number.</param>
internal sealed class ChatRules(string room, string namePrefix)
{
    private readonly byte[] _room = Encoding.UTF8.GetBytes(room);
    private readonly byte[] _namePrefix = Encoding.UTF8.GetBytes(namePrefix);
    private readonly Dictionary<int, long> _heard = [];

    /// <summary>The count of the last message heard of a robot; 0 when there was none.</summary>
    internal long LastHeard(int robot) => _heard.GetValueOrDefault(robot);

    /// <summary>Checks a push <c>Chat/OnChat</c>; returns the broken rule.</summary>
    internal string? OnChat(ReadOnlySpan<byte> push)
    {
        ReadOnlySpan<byte> from = default, message = default, roomName = default, target = default;
        try
        {
            var reader = new Utf8JsonReader(push);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.ValueSpan;
                    reader.Read();
                    if (name.SequenceEqual("from"u8))
                    {
                        from = reader.ValueSpan;
                    }
                    else if (name.SequenceEqual("msg"u8))
                    {
                        message = reader.ValueSpan;
                    }
                    else if (name.SequenceEqual("roomName"u8))
                    {
                        roomName = reader.ValueSpan;
                    }
                    else if (name.SequenceEqual("target"u8))
                    {
                        target = reader.ValueSpan;
                    }
                }
            }
        }
        catch (JsonException)
        {
            return Broken("is no JSON", push);
        }

        if (!Utf8Parser.TryParse(message, out int robot, out int width)
            || width >= message.Length || message[width] != '-'
            || !Utf8Parser.TryParse(message[(width + 1)..], out long count, out int countWidth)
            || width + 1 + countWidth != message.Length)
        {
            return Broken("is nothing that a robot says", push);
        }

        if (!roomName.SequenceEqual(_room) || !target.SequenceEqual("*"u8))
        {
            return Broken("belongs to another room", push);
        }

        if (!from.StartsWith(_namePrefix) || !from[_namePrefix.Length..].SequenceEqual(message[..width]))
        {
            return Broken("bears another sender's name", push);
        }

        long last = LastHeard(robot);
        _heard[robot] = count;
        return last == 0 || count == last + 1 ? null
            : count == last ? Broken("came twice", push)
            : count < last ? Broken($"came after number {last}", push)
            : Broken($"came next after number {last}: one is missing", push);
    }

    private static string Broken(string what, ReadOnlySpan<byte> push) => $"a message {what}: {Encoding.UTF8.GetString(push)}";
}
