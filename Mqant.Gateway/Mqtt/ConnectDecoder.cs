using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Mqant.Gateway.Mqtt;

/// <summary>
/// CONNECT of all versions. The packet is checked against the specification here, byte by byte; MQTTnet then turns the valid one into an object.
/// </summary>
internal static class ConnectDecoder
{
    private const int MaxClientIdLength = 128;

    private static readonly ulong Properties = PropertyReader.Set(
        PropertyId.SessionExpiryInterval,
        PropertyId.AuthenticationMethod,
        PropertyId.AuthenticationData,
        PropertyId.RequestProblemInformation,
        PropertyId.RequestResponseInformation,
        PropertyId.ReceiveMaximum,
        PropertyId.TopicAliasMaximum,
        PropertyId.UserProperty,
        PropertyId.MaximumPacketSize);

    private static readonly ulong WillProperties = PropertyReader.Set(
        PropertyId.WillDelayInterval,
        PropertyId.PayloadFormatIndicator,
        PropertyId.MessageExpiryInterval,
        PropertyId.ContentType,
        PropertyId.ResponseTopic,
        PropertyId.CorrelationData,
        PropertyId.UserProperty);

    private static ReadOnlySpan<byte> Name => "MQTT"u8;

    private static ReadOnlySpan<byte> OldName => "MQIsdp"u8;

    /// <summary>Decodes a packet.</summary>
    /// <param name="first">Its first byte.</param>
    /// <param name="body">What follows the fixed header.</param>
    /// <param name="authenticates">Whether clients may name <see cref="AuthPacket.Method"/>.</param>
    /// <param name="version">The version in which to answer, also when the packet is refused; unknown when nothing can be answered.</param>
    /// <param name="maxPacketSize">The largest packet that the client takes, as far as that could be read.</param>
    /// <param name="packet">The packet, where the result is <see cref="ReasonCode.Success"/>.</param>
    public static ReasonCode Decode(
        byte first, byte[] body, bool authenticates, out MqttProtocolVersion version, out int maxPacketSize, out MqttConnectPacket? packet)
    {
        packet = null;
        maxPacketSize = PacketSize.Max;
        var reader = new SpanReader(body);
        var error = CheckVersion(ref reader, out version);
        if (error == ReasonCode.Success)
        {
            error = Check(ref reader, version, authenticates, ref maxPacketSize);
        }

        if (error == ReasonCode.Success && !MqttCodec.TryDecode(version, first, body, out packet))
        {
            error = ReasonCode.MalformedPacket;
        }

        return error;
    }

    private static ReasonCode CheckVersion(ref SpanReader reader, out MqttProtocolVersion version)
    {
        version = MqttProtocolVersion.Unknown;
        if (!reader.TryReadString(out var name) || !reader.TryReadByte(out var level))
        {
            return ReasonCode.MalformedPacket;
        }

        version = level switch
        {
            3 when name.SequenceEqual(OldName) => MqttProtocolVersion.V310,
            4 when name.SequenceEqual(Name) => MqttProtocolVersion.V311,
            5 when name.SequenceEqual(Name) => MqttProtocolVersion.V500,
            _ => MqttProtocolVersion.Unknown,
        };
        if (version != MqttProtocolVersion.Unknown)
        {
            return ReasonCode.Success;
        }

        // Whoever speaks something newer understands an answer in the newest words; a bridge sets the highest bit, and is older than 5.0.
        version = level is > 5 and < 0x80 && name.SequenceEqual(Name) ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311;
        return ReasonCode.UnsupportedProtocolVersion;
    }

    private static ReasonCode Check(ref SpanReader reader, MqttProtocolVersion version, bool authenticates, ref int maxPacketSize)
    {
        if (!reader.TryReadByte(out var bits) || !reader.TryReadUInt16(out _))
        {
            return ReasonCode.MalformedPacket;
        }

        var flags = new ConnectFlags(bits);
        if (!flags.IsValid(version))
        {
            return ReasonCode.MalformedPacket;
        }

        var error = version == MqttProtocolVersion.V500 ? CheckProperties(ref reader, authenticates, ref maxPacketSize) : ReasonCode.Success;
        if (error != ReasonCode.Success)
        {
            return error;
        }

        if (!reader.TryReadString(out var clientId))
        {
            return ReasonCode.MalformedPacket;
        }

        error = flags.HasWill ? CheckWill(ref reader, flags, version) : ReasonCode.Success;
        if (error != ReasonCode.Success)
        {
            return error;
        }

        if ((flags.HasUserName && !reader.TryReadString(out _)) || (flags.HasPassword && !reader.TryReadBinary(out _)) || !reader.IsAtEnd)
        {
            return ReasonCode.MalformedPacket;
        }

        return IsValidClientId(clientId, flags, version) ? ReasonCode.Success : ReasonCode.ClientIdentifierNotValid;
    }

    private static ReasonCode CheckProperties(ref SpanReader reader, bool authenticates, ref int maxPacketSize)
    {
        if (!PropertyReader.TryBegin(ref reader, Properties, out var properties))
        {
            return ReasonCode.MalformedPacket;
        }

        var hasMethod = false;
        var isKnown = false;
        var hasData = false;
        while (properties.MoveNext())
        {
            switch (properties.Id)
            {
                case PropertyId.ReceiveMaximum or PropertyId.MaximumPacketSize when properties.Number == 0:
                    return ReasonCode.ProtocolError;
                case PropertyId.MaximumPacketSize:
                    maxPacketSize = (int)Math.Min(properties.Number, PacketSize.Max);
                    break;
                case PropertyId.AuthenticationMethod:
                    hasMethod = true;
                    isKnown = authenticates && properties.Bytes.SequenceEqual(AuthPacket.Method);
                    break;
                case PropertyId.AuthenticationData:
                    hasData = true;
                    break;
            }
        }

        return (properties.Error, hasMethod, hasData) switch
        {
            (not ReasonCode.Success, _, _) => properties.Error,
            (_, true, _) => isKnown ? ReasonCode.Success : ReasonCode.BadAuthenticationMethod,
            (_, false, true) => ReasonCode.ProtocolError,
            _ => ReasonCode.Success,
        };
    }

    // A will is never sent, because clients don't get messages of each other; a malformed one is malformed all the same.
    private static ReasonCode CheckWill(ref SpanReader reader, ConnectFlags flags, MqttProtocolVersion version)
    {
        if (version == MqttProtocolVersion.V500)
        {
            var error = PropertyReader.Skip(ref reader, WillProperties);
            if (error != ReasonCode.Success)
            {
                return error;
            }
        }

        if (!reader.TryReadString(out var topic) || !reader.TryReadBinary(out _))
        {
            return ReasonCode.MalformedPacket;
        }

        if (!Topics.IsName(topic))
        {
            return ReasonCode.TopicNameInvalid;
        }

        // Earlier versions have no word for it (MQTT-3.2.2-13).
        return flags.RetainsWill && version == MqttProtocolVersion.V500 ? ReasonCode.RetainNotSupported : ReasonCode.Success;
    }

    private static bool IsValidClientId(ReadOnlySpan<byte> clientId, ConnectFlags flags, MqttProtocolVersion version) => version switch
    {
        _ when clientId.Length > MaxClientIdLength => false,
        MqttProtocolVersion.V310 => !clientId.IsEmpty,

        // Without an id there is nothing by which the session could be found again (MQTT-3.1.3-8).
        MqttProtocolVersion.V311 => !clientId.IsEmpty || flags.IsCleanSession,
        _ => true,
    };
}
