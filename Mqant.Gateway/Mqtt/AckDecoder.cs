using MQTTnet.Formatter;

namespace Mqant.Gateway.Mqtt;

/// <summary>
/// PUBACK, PUBREC, PUBREL, PUBCOMP and DISCONNECT from a client: all that matters of them is that they are well-formed, and of which packet
/// they speak.
/// </summary>
internal static class AckDecoder
{
    private static readonly ulong AckProperties = PropertyReader.Set(PropertyId.ReasonString, PropertyId.UserProperty);

    private static readonly ulong DisconnectProperties = PropertyReader.Set(
        PropertyId.SessionExpiryInterval, PropertyId.ReasonString, PropertyId.UserProperty);

    public static ReasonCode Ack(ReadOnlySpan<byte> body, MqttProtocolVersion version, out ushort packetId)
    {
        var reader = new SpanReader(body);
        if (!reader.TryReadUInt16(out packetId) || packetId == 0)
        {
            return ReasonCode.MalformedPacket;
        }

        return ReadReason(ref reader, version, AckProperties);
    }

    public static ReasonCode Disconnect(ReadOnlySpan<byte> body, MqttProtocolVersion version)
    {
        var reader = new SpanReader(body);
        return ReadReason(ref reader, version, DisconnectProperties);
    }

    // In 5.0 the reason may follow, and then the properties; before it nothing may.
    private static ReasonCode ReadReason(ref SpanReader reader, MqttProtocolVersion version, ulong allowed)
    {
        if (reader.IsAtEnd)
        {
            return ReasonCode.Success;
        }

        if (version != MqttProtocolVersion.V500 || !reader.TryReadByte(out _))
        {
            return ReasonCode.MalformedPacket;
        }

        if (reader.IsAtEnd)
        {
            return ReasonCode.Success;
        }

        var error = PropertyReader.Skip(ref reader, allowed);
        return error == ReasonCode.Success && !reader.IsAtEnd ? ReasonCode.MalformedPacket : error;
    }
}
