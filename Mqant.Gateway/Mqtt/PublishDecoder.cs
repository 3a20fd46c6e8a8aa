using System.Text;
using MQTTnet.Formatter;

namespace Mqant.Gateway.Mqtt;

/// <summary>PUBLISH of all versions: nearly all that clients send. Nothing is copied; the request refers into the packet.</summary>
internal static class PublishDecoder
{
    // 00-<32 hex digits>-<16 hex digits>-<2 hex digits>, and a little room for later versions of the format.
    private const int MaxTraceParentLength = 128;

    private static readonly ulong Properties = PropertyReader.Set(
        PropertyId.PayloadFormatIndicator,
        PropertyId.MessageExpiryInterval,
        PropertyId.ContentType,
        PropertyId.ResponseTopic,
        PropertyId.CorrelationData,
        PropertyId.TopicAlias,
        PropertyId.UserProperty);

    private static ReadOnlySpan<byte> TraceParent => "traceparent"u8;

    /// <summary>Decodes a packet.</summary>
    /// <param name="flags">The lower half of its first byte, already validated.</param>
    /// <param name="body">What follows the fixed header; the request keeps it.</param>
    /// <param name="version">The version that the client speaks.</param>
    /// <param name="request">The request, where the result is <see cref="ReasonCode.Success"/>.</param>
    public static ReasonCode Decode(byte flags, byte[] body, MqttProtocolVersion version, out MqttRequest? request)
    {
        request = null;
        var reader = new SpanReader(body);
        if (!reader.TryReadString(out var name))
        {
            return ReasonCode.MalformedPacket;
        }

        var topic = body.AsMemory(sizeof(ushort), name.Length);
        var qualityOfService = (byte)((flags >> 1) & 3);
        ushort packetId = 0;
        if (qualityOfService > 0 && (!reader.TryReadUInt16(out packetId) || packetId == 0))
        {
            return ReasonCode.MalformedPacket;
        }

        ReplyAddress? replyTo = null;
        string? traceParent = null;
        var replyRequested = false;
        if (version == MqttProtocolVersion.V500)
        {
            var error = ReadProperties(ref reader, body, topic, out replyTo, out replyRequested, out traceParent);
            if (error != ReasonCode.Success)
            {
                return error;
            }
        }

        // After the properties: an empty name without the alias that may stand for it breaks another rule than a name with wildcards.
        if (!Topics.IsName(name))
        {
            return name.IsEmpty ? ReasonCode.ProtocolError : ReasonCode.TopicNameInvalid;
        }

        request = new MqttRequest
        {
            Topic = topic,
            Payload = body.AsMemory(reader.Position),
            QualityOfService = qualityOfService,
            PacketId = packetId,
            ReplyTo = replyTo,
            ReplyRequested = replyRequested,
            TraceParent = traceParent,
        };
        return ReasonCode.Success;
    }

    private static ReasonCode ReadProperties(
        ref SpanReader reader,
        byte[] body,
        ReadOnlyMemory<byte> topic,
        out ReplyAddress? replyTo,
        out bool replyRequested,
        out string? traceParent)
    {
        replyTo = null;
        replyRequested = false;
        traceParent = null;
        if (!PropertyReader.TryBegin(ref reader, Properties, out var properties))
        {
            return ReasonCode.MalformedPacket;
        }

        ReadOnlyMemory<byte>? correlationData = null;
        while (properties.MoveNext())
        {
            var value = body.AsMemory(properties.End - properties.Bytes.Length, properties.Bytes.Length);
            switch (properties.Id)
            {
                // No alias was allowed in CONNACK.
                case PropertyId.TopicAlias:
                    return ReasonCode.TopicAliasInvalid;
                case PropertyId.ResponseTopic when !Topics.IsName(properties.Bytes):
                    return ReasonCode.ProtocolError;
                case PropertyId.ResponseTopic:
                    topic = value;
                    replyRequested = true;
                    break;
                case PropertyId.CorrelationData:
                    correlationData = value;
                    break;
                case PropertyId.UserProperty
                    when properties.Bytes.SequenceEqual(TraceParent) && properties.UserValue.Length <= MaxTraceParentLength:
                    traceParent = Encoding.UTF8.GetString(properties.UserValue);
                    break;
            }
        }

        if (replyRequested || correlationData is not null)
        {
            replyTo = new ReplyAddress(topic, correlationData);
        }

        return properties.Error;
    }
}
