using System.Diagnostics;
using System.Text;

namespace Mqant.Bench.Load;

/// <summary>One chat room: the packets that its members send and what a delivery must look like, byte for byte.</summary>
/// <remarks>What is said is a number: who speaks, the how-manieth time, and when it was meant to be said.</remarks>
internal sealed class ChatRoom
{
    internal const int SpeakerWidth = 2;
    internal const int SequenceWidth = 8;
    internal const int StampWidth = 15;
    private const int ContentWidth = SpeakerWidth + SequenceWidth + StampWidth;

    private static readonly long Epoch = Stopwatch.GetTimestamp();
    private readonly byte[] _say;
    private readonly int _sayNumberAt;
    private readonly int _sayContentAt;
    private readonly byte[] _deliveryStart;
    private readonly byte[] _deliveryEnd;
    private readonly int _fromAt;

    internal ChatRoom(string name, int members, int speakers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(speakers, 99);
        Name = name;
        Members = members;
        Speakers = speakers;

        string content = new('0', ContentWidth);
        byte[] body = Encoding.UTF8.GetBytes($$"""{"roomName":"{{name}}","target":"*","content":"{{content}}"}""");
        byte[] topic = [.. SayTopic, .. new byte[RequestShape.NumberWidth]];
        _say = MqttPacket.Publish(topic, body);
        _sayNumberAt = _say.Length - body.Length - RequestShape.NumberWidth;
        _sayContentAt = _say.Length - ContentWidth - 2;

        string from = UserName(0);
        byte[] delivery = MqttPacket.Publish(
            "Chat/OnChat"u8,
            Encoding.UTF8.GetBytes($$"""{"from":"{{from}}","msg":"{{content}}","roomName":"{{name}}","target":"*"}"""));
        _fromAt = delivery.AsSpan().IndexOf(Encoding.UTF8.GetBytes(from));
        int contentAt = delivery.AsSpan().IndexOf(Encoding.UTF8.GetBytes(content));
        _deliveryStart = delivery[.._fromAt];
        _deliveryEnd = delivery[(contentAt + ContentWidth)..];
        DeliveryLength = delivery.Length;
    }

    internal static ReadOnlySpan<byte> SayTopic => "Chat/HD_Say/"u8;

    internal string Name { get; }

    internal int Members { get; }

    internal int Speakers { get; }

    /// <summary>Length of every delivery in bytes.</summary>
    internal int DeliveryLength { get; }

    internal int SayLength => _say.Length;

    /// <summary>All names are of one length, so that deliveries are too.</summary>
    internal string UserName(int member) => $"{Name}-{member:D4}";

    internal IReadOnlyList<OpeningStep> Opening(int member) =>
    [
        OpeningStep.LogIn(UserName(member)),
        new("Chat/HD_JoinChat/1", $$"""{"roomName":"{{Name}}"}"""),
    ];

    internal void WriteSay(Span<byte> destination, int number, int speaker, uint sequence, long intended)
    {
        _say.CopyTo(destination);
        Digits.Write(destination.Slice(_sayNumberAt, RequestShape.NumberWidth), number);
        var content = destination.Slice(_sayContentAt, ContentWidth);
        Digits.Write(content[..SpeakerWidth], speaker);
        Digits.Write(content.Slice(SpeakerWidth, SequenceWidth), sequence);
        Digits.Write(content[(SpeakerWidth + SequenceWidth)..], intended - Epoch);
    }

    /// <summary>Reads a delivery; false when the packet is none or not one of this room.</summary>
    internal bool TryReadDelivery(ReadOnlySpan<byte> packet, out int speaker, out long sequence, out long intended)
    {
        if (packet.Length != DeliveryLength || !packet.StartsWith(_deliveryStart) || !packet.EndsWith(_deliveryEnd))
        {
            speaker = 0;
            sequence = intended = 0;
            return false;
        }

        var content = packet[^(_deliveryEnd.Length + ContentWidth)..];
        speaker = (int)Digits.Read(content[..SpeakerWidth]);
        sequence = Digits.Read(content.Slice(SpeakerWidth, SequenceWidth));
        intended = Digits.Read(content.Slice(SpeakerWidth + SequenceWidth, StampWidth)) + Epoch;

        // The user name ends in the member's number, and the first members are the speakers.
        int from = _fromAt + Name.Length + 1;
        return speaker >= 0 && speaker < Speakers && sequence >= 0 && Digits.Read(packet.Slice(from, 4)) == speaker;
    }
}
