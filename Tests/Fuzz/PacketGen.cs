using CsCheck;
using Mqant.Tests.Mqtt;

namespace Mqant.Tests.Fuzz;

/// <summary>Makes MQTT packets as clients send them, nearly all of them good, in all that they may have.</summary>
internal static class PacketGen
{
    private static readonly byte[] ConnectProperties = [0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27];
    private static readonly byte[] WillProperties = [0x18, 0x01, 0x02, 0x03, 0x08, 0x09, 0x26];
    private static readonly byte[] PublishProperties = [0x01, 0x02, 0x03, 0x08, 0x09, 0x23, 0x26];
    private static readonly byte[] SubscribeProperties = [0x0B, 0x26];
    private static readonly byte[] AckProperties = [0x1F, 0x26];
    private static readonly byte[] DisconnectProperties = [0x11, 0x1F, 0x26];

    /// <summary>3.1, 3.1.1 or 5.0.</summary>
    public static readonly Gen<int> Level = Gen.Int[3, 5];

    private static readonly Gen<byte[]> Text = Gen.OneOf<byte[]>(
        Gen.OneOf("", "a", "A/HD_B", "A/HD_B/1", "大家好 🎉", "c").Select(Packets.Text),
        Gen.Char['a', 'z'].Array[0, 12].Select(static text => Packets.Text(new string(text))));

    private static readonly Gen<byte[]> Topic = Gen.Frequency<byte[]>(
        (8, Gen.OneOf("a", "A/HD_B", "A/HD_B/1", "A@k/HD_B/1", "大/HD_B/🎉", "/", "Empty/HD_B/7").Select(Packets.Text)),
        (1, Gen.OneOf("", "+", "a/#", "$share/g/a", "a\0").Select(Packets.Text)),
        (1, Gen.Byte.Array[0, 8].Select(Packets.Block)));

    private static readonly Gen<byte[]> Filter = Gen.Frequency<byte[]>(
        (6, Gen.OneOf("a", "#", "+/a", "a/+/#", "/").Select(Packets.Text)),
        (1, Gen.OneOf("a#", "#/a", "$share/g/a", "").Select(Packets.Text)));

    private static readonly Gen<byte[]> Binary = Gen.Byte.Array[0, 12].Select(Packets.Block);

    private static readonly Gen<byte[]> Id = Gen.Frequency<int>((9, Gen.Int[1, 300]), (1, Gen.Int[0, 65_535])).Select(static id => new[] { (byte)(id >> 8), (byte)id });

    public static Gen<byte[]> Connect(int level) => Gen.Select(
        Gen.OneOf<byte>(0x02, 0x00, 0x06, 0x2E, 0x16, 0xC2, 0xEE, 0x82, 0x42),
        Gen.Int[0, 2].Select(static ids => ids == 0 ? Packets.Text("") : Packets.Text("c" + ids)),
        Gen.Select(Properties(level, WillProperties), Topic, Binary, Text, Text),
        Properties(level, ConnectProperties),
        (flags, id, rest, properties) => Packets.Of(
            0x10,
            Packets.Text(level == 3 ? "MQIsdp" : "MQTT"),
            [(byte)level, flags, 0, 60],
            properties,
            id,
            (flags & 0x04) == 0 ? [] : [.. rest.Item1, .. rest.Item2, .. rest.Item3],
            (flags & 0x80) == 0 ? [] : rest.Item4,
            (flags & 0x40) == 0 ? [] : rest.Item5));

    public static Gen<byte[]> Publish(int level) => Gen.Select(
        Gen.OneOf<byte>(0x30, 0x31, 0x32, 0x34, 0x3A, 0x3C),
        Topic,
        Id,
        Properties(level, PublishProperties),
        Gen.Frequency<byte[]>((3, Gen.Const("{}"u8.ToArray())), (1, Gen.Byte.Array[0, 300])),
        static (first, topic, id, properties, payload) => Packets.Of(first, topic, (first & 0x06) == 0 ? [] : id, properties, payload));

    public static Gen<byte[]> Subscribe(int level) => Gen.Select(
        Id,
        Properties(level, SubscribeProperties),
        Gen.Select(Filter, Gen.OneOf<byte>(0, 1, 2), static (filter, options) => (byte[])[.. filter, options]).Array[1, 5],
        static (id, properties, filters) => Packets.Of(0x82, id, properties, [.. filters.SelectMany(static filter => filter)]));

    public static Gen<byte[]> Unsubscribe(int level) => Gen.Select(
        Id,
        Properties(level, [0x26]),
        Filter.Array[1, 5],
        static (id, properties, filters) => Packets.Of(0xA2, id, properties, [.. filters.SelectMany(static filter => filter)]));

    public static Gen<byte[]> Ack(int level) => Gen.Select(
        Gen.OneOf<byte>(0x40, 0x50, 0x62, 0x70),
        Id,
        Reason(level, AckProperties),
        static (first, id, reason) => Packets.Of(first, id, reason));

    public static Gen<byte[]> Disconnect(int level) => Reason(level, DisconnectProperties).Select(static reason => Packets.Of(0xE0, reason));

    /// <summary>Any packet that may come once the client is in.</summary>
    public static Gen<byte[]> Any(int level) => Gen.Frequency<byte[]>(
        (6, Publish(level)), (2, Subscribe(level)), (2, Unsubscribe(level)), (4, Ack(level)), (3, Gen.Const(Packets.PingReq)), (1, Disconnect(level)), (1, Connect(level)));

    /// <summary>CONNECT and what follows it.</summary>
    public static readonly Gen<byte[]> Session = Level.SelectMany(static level => Gen.Select(
        Gen.Frequency<byte[]>((3, Gen.Const(Packets.Connect(level))), (1, Connect(level))),
        Any(level).Array[0, 8],
        static (connect, packets) => (byte[])[.. connect, .. packets.SelectMany(static packet => packet)]));

    /// <summary>Properties of any packet, behind their length.</summary>
    public static readonly Gen<byte[]> AnyProperties = Properties(5, [.. ConnectProperties, .. PublishProperties, .. SubscribeProperties, .. AckProperties]);

    /// <summary>Packets without their fixed header.</summary>
    public static Gen<byte[]> Body(this Gen<byte[]> packets) => packets.Select(static packet => packet[(1 + Array.FindIndex(packet, 1, static digit => digit < 0x80))..]);

    private static Gen<byte[]> Reason(int level, byte[] ids) => level < 5
        ? Gen.Const<byte[]>([])
        : Gen.OneOf<byte[]>(Gen.Const<byte[]>([]), Gen.Byte.Select(static reason => new[] { reason }), Gen.Select(Gen.Byte, Properties(level, ids), static (reason, properties) => (byte[])[reason, .. properties]));

    private static Gen<byte[]> Properties(int level, byte[] ids) => level < 5
        ? Gen.Const<byte[]>([])
        : Gen.OneOf(ids).SelectMany(One).Array[0, 3].Select(static properties => Packets.Properties([.. properties.SelectMany(static property => property)]));

    private static Gen<byte[]> One(byte id) => (id switch
    {
        0x01 or 0x17 or 0x19 => Gen.Byte[0, 1].Select(static flag => new[] { flag }),
        0x21 or 0x22 or 0x23 => Gen.Int[0, 300].Select(static number => new[] { (byte)(number >> 8), (byte)number }),
        0x02 or 0x11 or 0x18 or 0x27 => Gen.Int[0, 100_000].Select(static number => new byte[] { 0, (byte)(number >> 16), (byte)(number >> 8), (byte)number }),
        0x0B => Gen.Byte[0, 127].Select(static number => new[] { number }),
        0x09 or 0x16 => Binary,
        0x26 => Gen.Select(Text, Text, static (name, value) => (byte[])[.. name, .. value]),
        0x08 => Topic,
        _ => Text,
    }).Select(value => (byte[])[id, .. value]);
}
