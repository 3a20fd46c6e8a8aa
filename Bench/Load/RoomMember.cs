namespace Mqant.Bench.Load;

/// <summary>
/// A client that logged in and joined a chat room. Every member checks what is delivered to it; the first members of a room
/// also speak.
/// </summary>
internal sealed class RoomMember(string clientId, ChatRoom room, int member, int inFlight, LoadStatistics statistics)
    : TalkingConnection(clientId, room.Opening(member), inFlight, statistics)
{
    private readonly uint[] _heard = new uint[room.Speakers];

    /// <summary>Messages of the room that arrived here.</summary>
    internal long Delivered { get; private set; }

    protected override void Ask(long intended, uint index, int number) =>
        room.WriteSay(Append(room.SayLength), number, member, index, intended);

    protected override bool OnEarlyPush(ReadOnlySpan<byte> topic) => topic.StartsWith("Chat/On"u8);

    protected override void OnPacket(ReadOnlySpan<byte> packet, int headerLength)
    {
        if (room.TryReadDelivery(packet, out int speaker, out long sequence, out long intended))
        {
            OnDelivery(speaker, sequence, intended);
        }
        else if (!MqttPacket.TryReadPublish(packet, headerLength, out var topic, out var payload))
        {
            Fail($"unexpected packet {Show(packet, headerLength)}");
        }
        else if (topic.StartsWith(ChatRoom.SayTopic))
        {
            if (Unanswered == 0 || Digits.Read(topic[ChatRoom.SayTopic.Length..]) != AwaitedNumber || !OpeningStep.Succeeded(payload))
            {
                Fail($"wrong answer to message {AwaitedNumber}: {Show(packet, headerLength)}");
                return;
            }

            CountAnswer();
        }
        else if (!topic.SequenceEqual("Chat/OnJoin"u8) && !topic.SequenceEqual("Chat/OnLeave"u8))
        {
            Fail($"unexpected message {Show(packet, headerLength)}");
        }
    }

    private void OnDelivery(int speaker, long sequence, long intended)
    {
        // A gap is a dropped push, which the end of the run counts; going back would be a wrong order or a second delivery.
        if (sequence < _heard[speaker])
        {
            Fail($"message {sequence} of speaker {speaker} arrived after message {_heard[speaker] - 1}");
            return;
        }

        _heard[speaker] = (uint)sequence + 1;
        Delivered++;
        Statistics.Complete(Loop.Now - intended);
    }
}
