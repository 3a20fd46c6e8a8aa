using System.Text;

namespace Mqant.Bench.Fuzz;

/// <summary>Bytes in the frames of a WebSocket, with the request that opens it: mostly as they should be.</summary>
internal static class WebSocketBytes
{
    private const string Request = "GET /mqtt HTTP/1.1\r\nHost: fuzz\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";

    internal static byte[] Open => Encoding.ASCII.GetBytes(Request);

    internal static byte[] Wrap(Random random, byte[] bytes)
    {
        List<byte> frames = [];
        var isContinued = false;
        for (int at = 0; at < bytes.Length;)
        {
            int length = Math.Min(bytes.Length - at, random.Next(4) == 0 ? random.Next(1, 20) : 100_000);
            bool isLast = random.Next(5) > 0;
            frames.AddRange(Frame((byte)((isContinued ? 0 : 2) | (isLast ? 0x80 : 0)), bytes.AsSpan(at, length), (byte)random.Next(256)));
            isContinued = !isLast;
            at += length;
            if (random.Next(8) == 0)
            {
                frames.AddRange(Frame((byte)(random.Next(3) == 0 ? 0x8A : 0x89), [1, 2, 3], 7));
            }
        }

        if (random.Next(4) == 0)
        {
            frames.AddRange(Frame(0x88, [3, 0xE8], 0));
        }

        // Half of all changes are inside of packets; these are of what carries them.
        byte[] framed = random.Next(3) == 0 ? Changes.Make(random, [.. frames], random.Next(1, 4)) : [.. frames];
        byte[] opening = random.Next(10) == 0 ? Changes.Make(random, Open, random.Next(1, 4)) : Open;
        return [.. opening, .. framed];
    }

    internal static byte[] Frame(byte first, ReadOnlySpan<byte> payload, byte mask)
    {
        byte[] length = payload.Length switch
        {
            < 126 => [(byte)(0x80 | payload.Length)],
            < 65_536 => [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [0x80 | 127, 0, 0, 0, 0, 0, (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        byte[] frame = [first, .. length, mask, mask, mask, mask, .. payload];
        foreach (ref byte one in frame.AsSpan(5 + length.Length))
        {
            one ^= mask;
        }

        return frame;
    }
}
