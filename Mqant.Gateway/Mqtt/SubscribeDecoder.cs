using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Mqant.Gateway.Mqtt;

/// <summary>
/// SUBSCRIBE and UNSUBSCRIBE, decoded into the answer to them. Subscriptions are not stored: pushes reach a client without any, so each valid
/// filter is granted, with quality of service 1 at most, which is the highest that pushes have.
/// </summary>
internal static class SubscribeDecoder
{
    private static readonly ulong SubscribeProperties = PropertyReader.Set(PropertyId.SubscriptionIdentifier, PropertyId.UserProperty);
    private static readonly ulong UnsubscribeProperties = PropertyReader.Set(PropertyId.UserProperty);

    public static ReasonCode Subscribe(byte[] body, MqttProtocolVersion version, out MqttSubAckPacket? answer)
    {
        answer = null;
        var reader = new SpanReader(body);
        var error = ReadHeader(ref reader, version, SubscribeProperties, out var packetId);
        if (error != ReasonCode.Success)
        {
            return error;
        }

        List<MqttSubscribeReasonCode> codes = [];
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadString(out var filter) || filter.IsEmpty || !reader.TryReadByte(out var options))
            {
                return ReasonCode.MalformedPacket;
            }

            error = Grant(filter, options, version, out var code);
            if (error != ReasonCode.Success)
            {
                return error;
            }

            codes.Add(code);
        }

        // At least one is prescribed (MQTT-3.8.3-2).
        answer = new MqttSubAckPacket { PacketIdentifier = packetId, ReasonCodes = codes };
        return codes.Count == 0 ? ReasonCode.ProtocolError : ReasonCode.Success;
    }

    public static ReasonCode Unsubscribe(byte[] body, MqttProtocolVersion version, out MqttUnsubAckPacket? answer)
    {
        answer = null;
        var reader = new SpanReader(body);
        var error = ReadHeader(ref reader, version, UnsubscribeProperties, out var packetId);
        if (error != ReasonCode.Success)
        {
            return error;
        }

        List<MqttUnsubscribeReasonCode> codes = [];
        while (!reader.IsAtEnd)
        {
            if (!reader.TryReadString(out var filter) || filter.IsEmpty)
            {
                return ReasonCode.MalformedPacket;
            }

            var valid = Topics.IsFilter(filter);
            if (!valid && version != MqttProtocolVersion.V500)
            {
                return ReasonCode.TopicFilterInvalid;
            }

            codes.Add(valid ? MqttUnsubscribeReasonCode.Success : MqttUnsubscribeReasonCode.TopicFilterInvalid);
        }

        answer = new MqttUnsubAckPacket { PacketIdentifier = packetId, ReasonCodes = codes };
        return codes.Count == 0 ? ReasonCode.ProtocolError : ReasonCode.Success;
    }

    private static ReasonCode ReadHeader(ref SpanReader reader, MqttProtocolVersion version, ulong allowed, out ushort packetId)
    {
        if (!reader.TryReadUInt16(out packetId))
        {
            return ReasonCode.MalformedPacket;
        }

        if (packetId == 0)
        {
            return ReasonCode.ProtocolError;
        }

        if (version != MqttProtocolVersion.V500)
        {
            return ReasonCode.Success;
        }

        if (!PropertyReader.TryBegin(ref reader, allowed, out var properties))
        {
            return ReasonCode.MalformedPacket;
        }

        while (properties.MoveNext())
        {
            if (properties.Id == PropertyId.SubscriptionIdentifier)
            {
                return properties.Number == 0 ? ReasonCode.ProtocolError : ReasonCode.SubscriptionIdentifiersNotSupported;
            }
        }

        return properties.Error;
    }

    private static ReasonCode Grant(ReadOnlySpan<byte> filter, byte options, MqttProtocolVersion version, out MqttSubscribeReasonCode code)
    {
        code = (options & 3) == 0 ? MqttSubscribeReasonCode.GrantedQoS0 : MqttSubscribeReasonCode.GrantedQoS1;
        if ((options & 3) == 3)
        {
            return ReasonCode.MalformedPacket;
        }

        if (version != MqttProtocolVersion.V500)
        {
            // 3.1 says nothing about the reserved bits; 3.1.1 has no word for a filter that is malformed (MQTT-3.8.3-4).
            var malformed = version == MqttProtocolVersion.V311 && (options & 0xFC) != 0;
            return (malformed, Topics.IsFilter(filter)) switch
            {
                (true, _) => ReasonCode.MalformedPacket,
                (_, false) => ReasonCode.TopicFilterInvalid,
                _ => ReasonCode.Success,
            };
        }

        // Reserved bits, and a retain handling that doesn't exist (MQTT-3.8.3-5).
        if ((options & 0xC0) != 0)
        {
            return ReasonCode.MalformedPacket;
        }

        var shared = Topics.IsShared(filter);
        var noLocal = (options & 0x04) != 0;
        if ((options & 0x30) == 0x30 || (shared && noLocal))
        {
            return ReasonCode.ProtocolError;
        }

        if (!Topics.IsFilter(filter))
        {
            code = MqttSubscribeReasonCode.TopicFilterInvalid;
        }
        else if (shared)
        {
            code = MqttSubscribeReasonCode.SharedSubscriptionsNotSupported;
        }

        return ReasonCode.Success;
    }
}
