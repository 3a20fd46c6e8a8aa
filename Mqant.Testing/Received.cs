using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Mqant.Testing;

/// <summary>A message that a client got: a reply or a push.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="QualityOfService">With which it was sent.</param>
/// <param name="CorrelationData">Of a reply to an MQTT 5.0 request.</param>
public sealed record Received(string Topic, byte[] Payload, MqttQualityOfServiceLevel QualityOfService, byte[]? CorrelationData)
{
    private const int PublishPacket = 3;

    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>The payload as JSON.</summary>
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Payload);

    /// <summary>The payload as a type, its properties named as declared.</summary>
    public T As<T>() => JsonSerializer.Deserialize<T>(Payload, ModuleJson.Options)!;

    /// <summary>Reads a whole packet if it is a PUBLISH.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> packet, MqttProtocolVersion version, [NotNullWhen(true)] out Received? message)
    {
        message = null;
        if (packet[0] >> 4 != PublishPacket)
        {
            return false;
        }

        var qualityOfService = (packet[0] >> 1) & 3;
        var rest = packet[1..];
        TakeVariable(ref rest);
        var topic = Encoding.UTF8.GetString(TakeBinary(ref rest));
        if (qualityOfService > 0)
        {
            rest = rest[2..];
        }

        byte[]? correlationData = null;
        if (version == MqttProtocolVersion.V500)
        {
            var length = TakeVariable(ref rest);
            correlationData = ReadCorrelationData(rest[..length]);
            rest = rest[length..];
        }

        message = new Received(topic, rest.ToArray(), (MqttQualityOfServiceLevel)qualityOfService, correlationData);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Topic} {Text}";

    // MQTT 5.0, section 3.3.2.3: the properties that a PUBLISH may have.
    private static byte[]? ReadCorrelationData(ReadOnlySpan<byte> properties)
    {
        byte[]? correlationData = null;
        while (!properties.IsEmpty)
        {
            var id = properties[0];
            properties = properties[1..];
            switch (id)
            {
                case 0x01:
                    properties = properties[1..];
                    break;
                case 0x02:
                    properties = properties[4..];
                    break;
                case 0x03 or 0x08:
                    TakeBinary(ref properties);
                    break;
                case 0x09:
                    correlationData = TakeBinary(ref properties).ToArray();
                    break;
                case 0x0B:
                    TakeVariable(ref properties);
                    break;
                case 0x23:
                    properties = properties[2..];
                    break;
                case 0x26:
                    TakeBinary(ref properties);
                    TakeBinary(ref properties);
                    break;
                default:
                    throw new InvalidOperationException($"A PUBLISH has no property {id}.");
            }
        }

        return correlationData;
    }

    private static ReadOnlySpan<byte> TakeBinary(ref ReadOnlySpan<byte> bytes)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        var taken = bytes.Slice(2, length);
        bytes = bytes[(2 + length)..];
        return taken;
    }

    private static int TakeVariable(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0;
        for (var i = 0; ; i++)
        {
            value |= (bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }
    }
}
