using System.Buffers.Binary;

namespace Mqant.Bench.Load;

/// <summary>The WebSocket around a client's packets, each in a frame of its own. Only what the generator needs.</summary>
internal sealed class WebSocketFrames
{
    internal const int LongestHeader = 8;
    private const int MaskLength = sizeof(uint);
    private const byte BinaryFrame = 0x82;
    private const byte Masked = 0x80;
    private const int TwoByteLength = 126;
    private const int EightByteLength = 127;

    // Anything but zero, which a server might leave out.
    private const uint Key = 0x5AC3_96E7;

    private static readonly byte[] Accepted = "HTTP/1.1 101 "u8.ToArray();

    // One thread runs all connections, and nothing stays here from one to the next.
    [ThreadStatic]
    private static byte[]? _payload;

    private byte[] _kept = [];
    private int _keptLength;
    private long _left;

    /// <summary>The request that opens a WebSocket.</summary>
    internal static ReadOnlySpan<byte> Request =>
        "GET /mqtt HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n"u8;

    internal bool IsOpen { get; private set; }

    internal static int HeaderLength(int packet) => 2 + (packet < TwoByteLength ? 0 : packet <= ushort.MaxValue ? sizeof(ushort) : sizeof(ulong)) + MaskLength;

    /// <summary>Writes the header of a frame before its packet, and masks the packet.</summary>
    internal static void Seal(Span<byte> frame, int packet)
    {
        frame[0] = BinaryFrame;
        int digits = HeaderLength(packet) - 2 - MaskLength;
        frame[1] = (byte)(Masked | (digits == 0 ? packet : digits == sizeof(ushort) ? TwoByteLength : EightByteLength));
        switch (digits)
        {
            case sizeof(ushort):
                BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)packet);
                break;
            case sizeof(ulong):
                BinaryPrimitives.WriteUInt64BigEndian(frame[2..], (ulong)packet);
                break;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame[(2 + digits)..], Key);
        var payload = frame[(2 + digits + MaskLength)..];
        while (payload.Length >= MaskLength)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(payload, BinaryPrimitives.ReadUInt32LittleEndian(payload) ^ Key);
            payload = payload[MaskLength..];
        }

        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] ^= (byte)(Key >> (8 * i));
        }
    }

    /// <summary>Takes the answer to the request; null while it is not whole, false when it is no consent.</summary>
    internal bool? Open(ReadOnlySpan<byte> bytes, out int used)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        used = end < 0 ? 0 : end + 4;
        IsOpen = end > 0 && bytes.StartsWith(Accepted);
        return end < 0 ? null : IsOpen;
    }

    /// <summary>What the frames carry, behind what was kept; valid until the next call for any connection.</summary>
    internal ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> bytes, out int used)
    {
        if (_payload is null || _payload.Length < _keptLength + bytes.Length)
        {
            _payload = new byte[Math.Max(512 * 1024, _keptLength + bytes.Length)];
        }

        _kept.AsSpan(0, _keptLength).CopyTo(_payload);
        int length = _keptLength;
        _keptLength = 0;
        for (used = 0; ;)
        {
            int taken = (int)Math.Min(_left, bytes.Length - used);
            bytes.Slice(used, taken).CopyTo(_payload.AsSpan(length));
            length += taken;
            used += taken;
            _left -= taken;
            if (_left > 0 || !TryReadHeader(bytes[used..], out int header))
            {
                return _payload.AsSpan(0, length);
            }

            used += header;
        }
    }

    /// <summary>Keeps the beginning of a packet.</summary>
    internal void Keep(ReadOnlySpan<byte> unfinished)
    {
        if (_kept.Length < unfinished.Length)
        {
            _kept = new byte[unfinished.Length * 2];
        }

        unfinished.CopyTo(_kept);
        _keptLength = unfinished.Length;
    }

    private bool TryReadHeader(ReadOnlySpan<byte> bytes, out int length)
    {
        length = bytes.Length < 2 ? 2 : bytes[1] switch { TwoByteLength => 2 + sizeof(ushort), EightByteLength => 2 + sizeof(ulong), _ => 2 };
        if (bytes.Length < length)
        {
            return false;
        }

        _left = length switch
        {
            2 => bytes[1],
            2 + sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            _ => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
        };
        return true;
    }
}
