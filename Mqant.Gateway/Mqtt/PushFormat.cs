using System.Buffers.Binary;
using System.Text;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Mqtt;

/// <summary>A push as PUBLISH. With quality of service 1 the packet identifier is left 0, for each recipient has its own.</summary>
internal sealed class PushFormat : WireFormat
{
    /// <summary>3.1 and 3.1.1.</summary>
    public static readonly PushFormat V3 = new(hasProperties: false);

    public static readonly PushFormat V5 = new(hasProperties: true);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly bool _hasProperties;

    private PushFormat(bool hasProperties) => _hasProperties = hasProperties;

    /// <summary>Where the packet identifier is in an encoded push; 0 where there is none.</summary>
    public static int GetPacketIdAt(ReadOnlySpan<byte> encoded)
    {
        if ((encoded[0] & 0x06) == 0)
        {
            return 0;
        }

        var at = 1;
        while ((encoded[at++] & 0x80) != 0)
        {
        }

        return at + sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(encoded[at..]);
    }

    /// <summary>Encodes a push; nothing at all where MQTT cannot express it, so that no client is ever sent something illegal.</summary>
    public override byte[] Encode(OutboundMessage message)
    {
        if (!TryGetTopic(message.Topic, out var topic))
        {
            return [];
        }

        var qualityOfService = Math.Min(message.QualityOfService, (byte)1);
        var remainingLength = sizeof(ushort) + topic.Length
            + (qualityOfService > 0 ? sizeof(ushort) : 0)
            + (_hasProperties ? 1 : 0)
            + (long)message.Payload.Length;
        if (remainingLength > PacketSize.MaxRemainingLength)
        {
            return [];
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)PacketSize.OfPacket(remainingLength));
        var writer = new SpanWriter(bytes);
        writer.WritePublishHeader(qualityOfService, (int)remainingLength, topic);
        if (_hasProperties)
        {
            writer.WriteVariable(0);
        }

        writer.WriteRaw(message.Payload.Span);
        return bytes;
    }

    private static bool TryGetTopic(string topic, out byte[] encoded)
    {
        encoded = [];
        try
        {
            encoded = Utf8.GetBytes(topic);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }

        return encoded.Length <= ushort.MaxValue && !encoded.Contains((byte)0) && Topics.IsName(encoded);
    }
}
