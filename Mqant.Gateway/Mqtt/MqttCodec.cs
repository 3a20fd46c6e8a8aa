using System.Diagnostics.CodeAnalysis;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Mqant.Gateway.Mqtt;

/// <summary>
/// MQTTnet's packet codec, for packets that are rare. Its formatters carry buffers and are not thread-safe: each thread has its own, and no
/// connection has any.
/// </summary>
internal static class MqttCodec
{
    private const int BufferSize = 256;
    private const int MaxBufferSize = 4096;

    [ThreadStatic]
    private static IMqttPacketFormatter?[]? _formatters;

    /// <summary>Decodes a packet that was found valid before.</summary>
    public static bool TryDecode<TPacket>(MqttProtocolVersion version, byte first, byte[] body, [NotNullWhen(true)] out TPacket? packet)
        where TPacket : MqttPacket
    {
        try
        {
            packet = Get(version).Decode(new ReceivedMqttPacket(first, body, body.Length)) as TPacket;
            return packet is not null;
        }
        catch (MqttProtocolViolationException)
        {
            packet = null;
            return false;
        }
    }

    public static byte[] Encode(MqttProtocolVersion version, MqttPacket packet) => Get(version).Encode(packet).ToArray();

    private static IMqttPacketFormatter Get(MqttProtocolVersion version)
    {
        _formatters ??= new IMqttPacketFormatter?[(int)MqttProtocolVersion.V500 + 1];
        return _formatters[(int)version]
            ??= MqttPacketFormatterAdapter.GetMqttPacketFormatter(version, new MqttBufferWriter(BufferSize, MaxBufferSize));
    }
}
