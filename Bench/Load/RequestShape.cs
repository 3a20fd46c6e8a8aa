using System.Text;

namespace Mqant.Bench.Load;

/// <summary>One request, ready to be copied with another number in its topic, and what its reply must look like.</summary>
internal sealed class RequestShape
{
    internal const int NumberWidth = 6;
    internal const int FirstNumber = 100_000;
    internal const int Numbers = 900_000;
    private const int TraceLength = 32;

    private readonly byte[] _packet;
    private readonly int _numberAt;
    private readonly byte[] _topicStart;
    private readonly byte[]? _replyEnd;
    private readonly bool _isEcho;

    private RequestShape(string module, string handler, string payload, byte[]? replyEnd, bool isEcho)
    {
        _topicStart = Encoding.UTF8.GetBytes($"{module}/{handler}/");
        byte[] topic = [.. _topicStart, .. new byte[NumberWidth]];
        byte[] body = Encoding.UTF8.GetBytes(payload);
        _packet = MqttPacket.Publish(topic, body);
        _numberAt = _packet.Length - body.Length - NumberWidth;
        _replyEnd = replyEnd;
        _isEcho = isEcho;
    }

    /// <summary>The request of the tables: <c>HelloWorld/HD_Say</c>, its whole reply checked.</summary>
    internal static RequestShape HelloWorld { get; } = To("HelloWorld", "HD_Say", """{"say":"hello"}""", "\"you say : hello\"");

    /// <summary>The same bytes, sent to a server that returns them.</summary>
    internal static RequestShape Echo { get; } = new("HelloWorld", "HD_Say", """{"say":"hello"}""", null, isEcho: true);

    /// <summary>Length of the request in bytes.</summary>
    internal int Length => _packet.Length;

    /// <summary>A request to any handler. Without <paramref name="result"/> (JSON) every reply without an error is right.</summary>
    internal static RequestShape To(string module, string handler, string payload, string? result) =>
        new(module, handler, payload, result is null ? null : Encoding.UTF8.GetBytes($"\",\"Error\":\"\",\"Result\":{result}}}"), isEcho: false);

    /// <summary>Writes the request with <paramref name="number"/> as the last segment of its topic.</summary>
    internal void Write(Span<byte> destination, int number)
    {
        _packet.CopyTo(destination);
        Digits.Write(destination.Slice(_numberAt, NumberWidth), number);
    }

    /// <summary>Whether <paramref name="packet"/> is the right reply to request <paramref name="number"/>.</summary>
    internal bool IsAnsweredBy(ReadOnlySpan<byte> packet, int headerLength, int number)
    {
        if (!MqttPacket.TryReadPublish(packet, headerLength, out var topic, out var payload)
            || topic.Length != _topicStart.Length + NumberWidth
            || !topic.StartsWith(_topicStart)
            || Digits.Read(topic[_topicStart.Length..]) != number)
        {
            return false;
        }

        if (_isEcho)
        {
            return payload.SequenceEqual(_packet.AsSpan(_numberAt + NumberWidth));
        }

        if (!payload.StartsWith("{\"Trace\":\""u8) || payload.Length < 10 + TraceLength)
        {
            return false;
        }

        var rest = payload[(10 + TraceLength)..];
        return _replyEnd is null ? rest.StartsWith("\",\"Error\":\"\","u8) : rest.SequenceEqual(_replyEnd);
    }
}
