using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace Mqant.Tests.Infrastructure;

/// <summary>The kinds of MQTT control packets, as numbered on the wire.</summary>
public enum PacketKind
{
    /// <summary>CONNECT.</summary>
    Connect = 1,

    /// <summary>CONNACK.</summary>
    ConnAck = 2,

    /// <summary>PUBLISH.</summary>
    Publish = 3,

    /// <summary>PUBACK.</summary>
    PubAck = 4,

    /// <summary>PUBREC.</summary>
    PubRec = 5,

    /// <summary>PUBREL.</summary>
    PubRel = 6,

    /// <summary>PUBCOMP.</summary>
    PubComp = 7,

    /// <summary>SUBSCRIBE.</summary>
    Subscribe = 8,

    /// <summary>SUBACK.</summary>
    SubAck = 9,

    /// <summary>UNSUBSCRIBE.</summary>
    Unsubscribe = 10,

    /// <summary>UNSUBACK.</summary>
    UnsubAck = 11,

    /// <summary>PINGREQ.</summary>
    PingReq = 12,

    /// <summary>PINGRESP.</summary>
    PingResp = 13,

    /// <summary>DISCONNECT.</summary>
    Disconnect = 14,
}

/// <summary>
/// An MQTT control packet as bytes. Written by hand from the specification, so that a test of the wire shares no code with what it tests.
/// </summary>
public sealed record Packet(byte Header, byte[] Body)
{
    /// <summary>PINGREQ.</summary>
    public static byte[] PingReq { get; } = [0xC0, 0];

    /// <summary>DISCONNECT of 3.1.1; in 5.0 it means a normal disconnection.</summary>
    public static byte[] Disconnect { get; } = [0xE0, 0];

    /// <summary>What kind of packet this is.</summary>
    public PacketKind Kind => (PacketKind)(Header >> 4);

    /// <summary>The packet id of an acknowledgement.</summary>
    public int Id => BinaryPrimitives.ReadUInt16BigEndian(Body);

    /// <summary>The topic of a PUBLISH.</summary>
    public string Topic
    {
        get
        {
            Assert.Equal(PacketKind.Publish, Kind);
            return Encoding.UTF8.GetString(Body, 2, BinaryPrimitives.ReadUInt16BigEndian(Body));
        }
    }

    /// <summary>The payload of a 3.1 or 3.1.1 PUBLISH of quality of service 0.</summary>
    public byte[] Payload => Body[(2 + Encoding.UTF8.GetByteCount(Topic))..];

    /// <summary>A fixed header that announces a body of this length, and no body.</summary>
    public static byte[] Announce(byte header, int length)
    {
        var bytes = new List<byte> { header };
        do
        {
            var digit = (byte)(length % 128);
            length /= 128;
            bytes.Add(length > 0 ? (byte)(digit | 0x80) : digit);
        }
        while (length > 0);
        return [.. bytes];
    }

    /// <summary>A whole packet.</summary>
    public static byte[] Make(byte header, byte[] body) => [.. Announce(header, body.Length), .. body];

    /// <summary>A string with its length before it.</summary>
    public static byte[] Text(string text) => Binary(Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes with their length before them.</summary>
    public static byte[] Binary(byte[] bytes) => [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];

    /// <summary>CONNECT of protocol level 3 (3.1), 4 (3.1.1) or 5 (5.0), with a clean session.</summary>
    public static byte[] Connect(int level, string clientId, int keepAliveSeconds = 0, bool clean = true)
        => Make(0x10,
        [
            .. Text(level == 3 ? "MQIsdp" : "MQTT"), (byte)level, clean ? (byte)2 : (byte)0, (byte)(keepAliveSeconds >> 8), (byte)keepAliveSeconds,
            .. level == 5 ? [0] : Array.Empty<byte>(),
            .. Text(clientId),
        ]);

    /// <summary>PUBLISH of 3.1 or 3.1.1.</summary>
    public static byte[] Publish(string topic, string payload, int qualityOfService = 0, int id = 0, bool duplicate = false)
        => Make(
            (byte)(0x30 | (qualityOfService << 1) | (duplicate ? 8 : 0)),
            [.. Text(topic), .. qualityOfService == 0 ? Array.Empty<byte>() : [(byte)(id >> 8), (byte)id], .. Encoding.UTF8.GetBytes(payload)]);

    /// <summary>PUBREL of 3.1 or 3.1.1.</summary>
    public static byte[] PubRel(int id) => [0x62, 2, (byte)(id >> 8), (byte)id];

    /// <summary>SUBSCRIBE of 3.1 or 3.1.1 to one filter.</summary>
    public static byte[] Subscribe(int id, string filter, int qualityOfService)
        => Make(0x82, [(byte)(id >> 8), (byte)id, .. Text(filter), (byte)qualityOfService]);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Convert.ToHexString(Body)}";
}
