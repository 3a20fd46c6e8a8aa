using System.Text;

namespace Mqant.Gateway.Mqtt;

/// <summary>AUTH of 5.0 (section 3.15).</summary>
internal static class AuthPacket
{
    private static readonly ulong Properties = PropertyReader.Set(
        PropertyId.AuthenticationMethod, PropertyId.AuthenticationData, PropertyId.ReasonString, PropertyId.UserProperty);

    /// <summary>The one method: the data is a token.</summary>
    public static ReadOnlySpan<byte> Method => "jwt"u8;

    /// <summary>Decodes one from a client.</summary>
    /// <param name="body">What follows the fixed header.</param>
    /// <param name="reason">What the client wants.</param>
    /// <param name="isKnown">Whether it names the method.</param>
    /// <param name="token">The authentication data; null where there is none.</param>
    public static ReasonCode Decode(ReadOnlySpan<byte> body, out ReasonCode reason, out bool isKnown, out string? token)
    {
        (reason, isKnown, token) = (ReasonCode.Success, false, null);
        var reader = new SpanReader(body);
        if (reader.IsAtEnd)
        {
            return ReasonCode.Success;
        }

        if (!reader.TryReadByte(out var code) || !PropertyReader.TryBegin(ref reader, Properties, out var properties) || !reader.IsAtEnd)
        {
            return ReasonCode.MalformedPacket;
        }

        reason = (ReasonCode)code;
        while (properties.MoveNext())
        {
            switch (properties.Id)
            {
                case PropertyId.AuthenticationMethod:
                    isKnown = properties.Bytes.SequenceEqual(Method);
                    break;
                case PropertyId.AuthenticationData:
                    token = Encoding.UTF8.GetString(properties.Bytes);
                    break;
            }
        }

        return properties.Error;
    }

    /// <summary>Encodes one to a client: it names the method.</summary>
    public static byte[] Encode(ReasonCode reason)
    {
        var properties = 1 + sizeof(ushort) + Method.Length;
        var packet = new byte[PacketSize.OfPacket(2 + properties)];
        var writer = new SpanWriter(packet);
        writer.WriteByte((byte)PacketType.Auth << 4);
        writer.WriteVariable(2 + properties);
        writer.WriteByte((byte)reason);
        writer.WriteVariable(properties);
        writer.WriteByte((byte)PropertyId.AuthenticationMethod);
        writer.WriteBinary(Method);
        return packet;
    }
}
