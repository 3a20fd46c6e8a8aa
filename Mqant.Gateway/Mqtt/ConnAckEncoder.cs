using System.Text;
using MQTTnet.Formatter;

namespace Mqant.Gateway.Mqtt;

/// <summary>CONNACK of all versions. By hand, because MQTTnet cannot say a Session Expiry Interval of 0.</summary>
internal static class ConnAckEncoder
{
    // More than all properties need but the client id.
    private const int PropertiesRoom = 40;

    /// <summary>The client is let in.</summary>
    /// <param name="version">The client's version.</param>
    /// <param name="options">Whose limits are told to a 5.0 client.</param>
    /// <param name="assignedClientId">The id that the client got, where it had none.</param>
    /// <param name="authenticated">The client named the authentication method, which is said back to it.</param>
    /// <param name="endsSession">The client wanted its session to outlive the connection; it is told that it doesn't.</param>
    public static byte[] Accept(MqttProtocolVersion version, GatewayOptions options, string? assignedClientId, bool authenticated, bool endsSession)
    {
        if (version != MqttProtocolVersion.V500)
        {
            return Encode(0, []);
        }

        var clientId = assignedClientId is null ? [] : Encoding.UTF8.GetBytes(assignedClientId);
        Span<byte> properties = stackalloc byte[PropertiesRoom + clientId.Length];
        var writer = new SpanWriter(properties[1..]);
        if (endsSession)
        {
            writer.WriteByte((byte)PropertyId.SessionExpiryInterval);
            writer.WriteUInt32(0);
        }

        // Not the limit of requests in flight: clients that ignore what they are told would be thrown out for what may as well wait.
        writer.WriteByte((byte)PropertyId.ReceiveMaximum);
        writer.WriteUInt16(InboundExchanges.ReceiveMaximum);
        writer.WriteByte((byte)PropertyId.MaximumPacketSize);
        writer.WriteUInt32((uint)PacketSize.OfPacket(options.MaxPacketSize));
        if (assignedClientId is not null)
        {
            writer.WriteByte((byte)PropertyId.AssignedClientIdentifier);
            writer.WriteBinary(clientId);
        }

        if (authenticated)
        {
            writer.WriteByte((byte)PropertyId.AuthenticationMethod);
            writer.WriteBinary(AuthPacket.Method);
        }

        // Nothing is retained, and a push doesn't name subscriptions. Wildcards are granted: every filter is, and pushes need none.
        writer.WriteByte((byte)PropertyId.RetainAvailable);
        writer.WriteByte(0);
        writer.WriteByte((byte)PropertyId.SubscriptionIdentifiersAvailable);
        writer.WriteByte(0);
        writer.WriteByte((byte)PropertyId.SharedSubscriptionAvailable);
        writer.WriteByte(0);
        properties[0] = (byte)writer.Position;
        return Encode(0, properties[..(1 + writer.Position)]);
    }

    /// <summary>The client is refused; nothing where its version has no word for the reason.</summary>
    /// <param name="version">The client's version.</param>
    /// <param name="reason">Why.</param>
    /// <param name="text">What a 5.0 client is told beside that (section 3.2.2.3.9), unless its packet would be larger than the client takes.</param>
    /// <param name="maxPacketSize">The largest packet that the client takes.</param>
    public static byte[] Refuse(MqttProtocolVersion version, ReasonCode reason, string? text, int maxPacketSize)
    {
        if (version == MqttProtocolVersion.V500)
        {
            return text is not null && Encode((byte)reason, DisconnectEncoder.ReasonString(text)) is var told && told.Length <= maxPacketSize ? told : Encode((byte)reason, [0]);
        }

        byte returnCode = reason switch
        {
            ReasonCode.UnsupportedProtocolVersion => 1,
            ReasonCode.ClientIdentifierNotValid => 2,
            ReasonCode.ServerUnavailable or ReasonCode.QuotaExceeded or ReasonCode.ConnectionRateExceeded => 3,
            ReasonCode.BadUserNameOrPassword => 4,
            ReasonCode.NotAuthorized or ReasonCode.Banned => 5,
            _ => 0,
        };
        return returnCode == 0 || version == MqttProtocolVersion.Unknown ? [] : Encode(returnCode, []);
    }

    // There is never a session present: none outlives its connection.
    private static byte[] Encode(byte reason, ReadOnlySpan<byte> properties)
    {
        var length = 2 + properties.Length;
        var packet = new byte[PacketSize.OfPacket(length)];
        var writer = new SpanWriter(packet);
        writer.WriteByte((byte)PacketType.ConnAck << 4);
        writer.WriteVariable(length);
        writer.WriteByte(0);
        writer.WriteByte(reason);
        writer.WriteRaw(properties);
        return packet;
    }
}
