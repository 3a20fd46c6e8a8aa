using System.Globalization;
using System.Text;

namespace Mqant.Bench.Fuzz;

/// <summary>Sessions of MQTT clients, as they should be.</summary>
internal static class MqttPackets
{
    private static readonly (string Topic, string Payload)[] Requests =
    [
        ("HelloWorld/HD_Say", """{"say":"hello"}"""),
        ("HelloWorld/HD_Say", """{"say":"大家好 \ud83c\udf89"}"""),
        ("HelloWorld/HD_Nothing", "{}"),
        ("HelloWorld@key/HD_Say", "{}"),
        ("Nowhere/HD_Say", "[1,2,3]"),
        ("Login/HD_Login", """{"userName":"fuzz","passWord":"Hello"}"""),
        ("Login/HD_Robot", "{}"),
        ("Chat/HD_JoinChat", """{"roomName":"fuzz"}"""),
        ("Chat/HD_Say", """{"roomName":"fuzz","target":"*","content":"hello"}"""),
        ("Hitball/HD_Join", "{}"),
        ("Hitball/HD_Fire", """{"Angle":90,"Power":10.5,"X":1,"Y":2}"""),
        ("Hitball/HD_EatCoin", """{"Id":1}"""),
        ("XaXb/HD_GetUsableTable", "{}"),
        ("XaXb/HD_Enter", """{"BigRoomId":"1"}"""),
        ("XaXb/HD_Stake", """{"Target":7}"""),
        ("HelloWorld://key/HD_Say?msg_id=1", "{}"),
        ("HelloWorld", ""),
    ];

    private static readonly string[] Filters = ["#", "+", "Chat/#", "a/+/b", "$share/g/a"];

    /// <summary>CONNECT and as many packets.</summary>
    internal static List<byte[]> Session(Random random, int level, int count)
        => [Connect(random, level), .. Enumerable.Range(0, count).Select(_ => Any(random, level))];

    /// <summary>A request that is answered.</summary>
    internal static byte[] Request(int level, string topic, string payload) => Of(0x30, Text(topic), level == 5 ? [0] : [], Encoding.UTF8.GetBytes(payload));

    /// <summary>The simplest CONNECT.</summary>
    internal static byte[] Connect(int level, string clientId)
        => Of(0x10, Text(level == 3 ? "MQIsdp" : "MQTT"), [(byte)level, 2, 0, 60], level == 5 ? [0] : [], Text(clientId));

    private static byte[] Connect(Random random, int level)
    {
        byte flags = (byte)(random.Next(4) == 0 ? 0x06 : 0x02);
        bool hasUser = random.Next(4) == 0;
        return Of(
            0x10,
            Text(level == 3 ? "MQIsdp" : "MQTT"),
            [(byte)level, (byte)(flags | (hasUser ? 0xC0 : 0)), 0, (byte)random.Next(3, 100)],
            Properties(random, level, 0x11, 0x17, 0x19, 0x21, 0x22, 0x26, 0x27),
            Text(random.Next(4) == 0 && level > 3 ? "" : "fuzz" + random.Next(1_000).ToString(CultureInfo.InvariantCulture)),
            flags == 0x06 ? [.. Properties(random, level, 0x18, 0x02, 0x03), .. Text("will"), .. Text("gone")] : [],
            hasUser ? [.. Text("user"), .. Text("secret")] : []);
    }

    private static byte[] Any(Random random, int level)
    {
        switch (random.Next(12))
        {
            case 0:
                return [0xC0, 0];
            case 1:
                return Of(0x82, Id(random), Properties(random, level, 0x26), Text(Filters[random.Next(Filters.Length)]), [(byte)random.Next(3)]);
            case 2:
                return Of(0xA2, Id(random), Properties(random, level, 0x26), Text(Filters[random.Next(Filters.Length)]));
            case 3:
                return Of((byte)(random.Next(4) switch { 0 => 0x40, 1 => 0x50, 2 => 0x62, _ => 0x70 }), Id(random));
            case 4 when random.Next(4) == 0:
                return Of(0xE0);
            case 5 when level == 5:
                return Of(0xF0, [0x18], Properties(random, level, 0x15, 0x16));
            default:
                var (topic, payload) = Requests[random.Next(Requests.Length)];
                int quality = random.Next(3);
                return Of(
                    (byte)(0x30 | (quality << 1) | (quality > 0 && random.Next(4) == 0 ? 8 : 0)),
                    Text(random.Next(2) == 0 ? topic : topic + "/1"),
                    quality == 0 ? [] : Id(random),
                    Properties(random, level, 0x01, 0x02, 0x03, 0x08, 0x09, 0x26),
                    random.Next(20) == 0 ? new byte[random.Next(70_000)] : Encoding.UTF8.GetBytes(payload));
        }
    }

    private static byte[] Properties(Random random, int level, params ReadOnlySpan<byte> ids)
    {
        if (level < 5)
        {
            return [];
        }

        List<byte> properties = [];
        foreach (byte id in ids)
        {
            if (random.Next(4) == 0)
            {
                properties.AddRange([id, .. Value(random, id)]);
            }
        }

        return [.. Length(properties.Count), .. properties];
    }

    private static byte[] Value(Random random, byte id) => id switch
    {
        0x01 or 0x17 or 0x19 => [(byte)random.Next(2)],
        0x21 or 0x22 => [0, (byte)random.Next(1, 256)],
        0x02 or 0x11 or 0x18 or 0x27 => [0, 0, (byte)random.Next(256), 200],
        0x26 => [.. Text("name"), .. Text("value")],
        0x08 => Text("answers"),
        _ => Text("text"),
    };

    private static byte[] Id(Random random) => [0, (byte)random.Next(1, 20)];

    private static byte[] Of(byte first, params ReadOnlySpan<byte[]> parts)
    {
        List<byte> body = [];
        foreach (var part in parts)
        {
            body.AddRange(part);
        }

        return [first, .. Length(body.Count), .. body];
    }

    private static byte[] Length(int length) => length switch
    {
        < 128 => [(byte)length],
        < 16_384 => [(byte)(length | 0x80), (byte)(length >> 7)],
        _ => [(byte)(length | 0x80), (byte)((length >> 7) | 0x80), (byte)(length >> 14)],
    };

    private static byte[] Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }
}
