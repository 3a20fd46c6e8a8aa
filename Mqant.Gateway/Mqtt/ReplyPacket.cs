using Mqant.Gateway.Sessions;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <summary>The PUBLISH that answers a request.</summary>
internal readonly ref struct ReplyPacket : IOutboundPacket
{
    private readonly ReadOnlySpan<byte> _topic;
    private readonly ReadOnlySpan<byte> _correlationData;
    private readonly ref readonly RequestOutcome _outcome;
    private readonly TraceId _trace;
    private readonly byte _qualityOfService;
    private readonly bool _hasProperties;
    private readonly int _propertiesLength;
    private readonly long _remainingLength;

    public ReplyPacket(MqttRequest request, in RequestOutcome outcome, bool hasProperties)
    {
        _topic = request.ReplyTo is { } replyTo ? replyTo.Topic.Span : request.Topic.Span;
        _outcome = ref outcome;
        _trace = request.Trace;
        _qualityOfService = Math.Min(outcome.QualityOfService, (byte)1);
        _hasProperties = hasProperties;
        if (request.ReplyTo?.CorrelationData is { } correlationData)
        {
            _correlationData = correlationData.Span;
            _propertiesLength = 1 + sizeof(ushort) + correlationData.Length;
        }

        _remainingLength = sizeof(ushort) + _topic.Length
            + (_qualityOfService > 0 ? sizeof(ushort) : 0)
            + (hasProperties ? PacketSize.OfVariable(_propertiesLength) + _propertiesLength : 0)
            + (long)ReplyEnvelope.GetLength(outcome);
    }

    /// <summary>Length of the packet, also where that is more than a packet can have.</summary>
    public long FullLength => PacketSize.OfPacket(_remainingLength);

    public int Length => (int)FullLength;

    /// <summary>Where the packet identifier goes; 0 where there is none.</summary>
    public int PacketIdAt => _qualityOfService == 0 ? 0 : 1 + PacketSize.OfVariable((int)_remainingLength) + sizeof(ushort) + _topic.Length;

    public void Write(Span<byte> destination)
    {
        var writer = new SpanWriter(destination);
        writer.WritePublishHeader(_qualityOfService, (int)_remainingLength, _topic);
        if (_hasProperties)
        {
            writer.WriteVariable(_propertiesLength);
            if (_propertiesLength > 0)
            {
                writer.WriteByte((byte)PropertyId.CorrelationData);
                writer.WriteBinary(_correlationData);
            }
        }

        ReplyEnvelope.Write(writer.Rest, _trace, _outcome);
    }
}
