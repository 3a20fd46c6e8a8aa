using System.Buffers.Binary;
using System.Text;

namespace Mqant.Bench.Fuzz;

/// <summary>Sessions of clients of the framed protocol, as they should be.</summary>
internal static class FramedPackets
{
    private static readonly (string Topic, string Payload)[] Requests =
    [
        ("HelloWorld/HD_Say/1", """{"say":"hello"}"""), ("HelloWorld/HD_Say", "{}"), ("Nowhere/HD_Say/1", ""), ("Chat/HD_JoinChat/1", """{"roomName":"fuzz"}"""), ("/", "{]}"),
    ];

    internal static List<byte[]> Session(Random random, int count)
    {
        List<byte[]> frames = [Hello("fuzz")];
        for (; count > 0; count--)
        {
            var (topic, payload) = Requests[random.Next(Requests.Length)];
            frames.Add(random.Next(8) switch { 0 => Frame(4), 1 when count == 1 => Frame(6), _ => Request(topic, payload) });
        }

        return frames;
    }

    internal static byte[] Hello(string clientId) => Frame(1, [1, 0, 60, .. Block(clientId), 0, 0, 0, 0]);

    internal static byte[] Request(string topic, string payload) => Frame(3, [.. Block(topic), .. Encoding.UTF8.GetBytes(payload)]);

    private static byte[] Block(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [(byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }

    private static byte[] Frame(byte type, params ReadOnlySpan<byte> body)
    {
        byte[] frame = new byte[5 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, 1 + body.Length);
        frame[4] = type;
        body.CopyTo(frame.AsSpan(5));
        return frame;
    }
}
