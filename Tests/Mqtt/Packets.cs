using System.Text;
using Xunit;

namespace Mqant.Tests.Mqtt;

/// <summary>Packets as a client sends them, byte by byte.</summary>
internal static class Packets
{
    public static readonly byte[] PingReq = [0xC0, 0];

    public static byte[] Of(byte first, params byte[][] parts)
    {
        var body = parts.SelectMany(p => p).ToArray();
        List<byte> packet = [first];
        var length = body.Length;
        do
        {
            packet.Add((byte)((length & 0x7F) | (length > 0x7F ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        return [.. packet, .. body];
    }

    public static byte[] Text(string text) => Block(Encoding.UTF8.GetBytes(text));

    public static byte[] Block(params byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];

    /// <summary>CONNECT of 3.1, 3.1.1 or 5.0.</summary>
    public static byte[] Connect(
        int level, string clientId = "c", byte flags = 0x02, ushort keepAlive = 0, byte[]? properties = null, byte[]? after = null)
        => Of(
            0x10,
            Text(level == 3 ? "MQIsdp" : "MQTT"),
            [(byte)level, flags, (byte)(keepAlive >> 8), (byte)keepAlive],
            level == 5 ? Properties(properties ?? []) : [],
            Text(clientId),
            after ?? []);

    public static byte[] Properties(params byte[] properties) => [.. Variable(properties.Length), .. properties];

    /// <summary>A length of up to two bytes.</summary>
    public static byte[] Variable(int length) => length < 0x80 ? [(byte)length] : [(byte)(length | 0x80), (byte)(length >> 7)];

    public static byte[] Publish(
        int level, string topic, string payload = "", int qos = 0, ushort packetId = 0, byte[]? properties = null, bool duplicate = false)
        => Of(
            (byte)(0x30 | (qos << 1) | (duplicate ? 8 : 0)),
            Text(topic),
            qos > 0 ? [(byte)(packetId >> 8), (byte)packetId] : [],
            level == 5 ? Properties(properties ?? []) : [],
            Encoding.UTF8.GetBytes(payload));
}
