using System.Buffers.Binary;

namespace Mqant.Tests.WebSockets;

/// <summary>Frames as clients send them, right ones and wrong ones.</summary>
internal static class Frames
{
    public const byte Last = 0x80;
    public const byte Continuation = 0x0;
    public const byte Text = 0x1;
    public const byte Binary = 0x2;
    public const byte Close = 0x8;
    public const byte Ping = 0x9;
    public const byte Pong = 0xA;

    private static readonly byte[] Mask = [0x37, 0xFA, 0x21, 0x3D];

    /// <summary>A masked frame.</summary>
    public static byte[] Of(int first, ReadOnlySpan<byte> payload, byte[]? mask = null)
    {
        mask ??= Mask;
        byte[] frame = [(byte)first, .. Length(payload.Length, 0x80), .. mask, .. payload];
        var at = frame.Length - payload.Length;
        for (var i = 0; i < payload.Length; i++)
        {
            frame[at + i] ^= mask[i % mask.Length];
        }

        return frame;
    }

    /// <summary>A whole message.</summary>
    public static byte[] Message(ReadOnlySpan<byte> payload) => Of(Last | Binary, payload);

    /// <summary>A frame without a mask, as only a server sends it.</summary>
    public static byte[] Unmasked(int first, ReadOnlySpan<byte> payload) => [(byte)first, .. Length(payload.Length, 0), .. payload];

    /// <summary>A close frame.</summary>
    public static byte[] Closing(ushort code, ReadOnlySpan<byte> reason = default) => Of(Last | Close, [(byte)(code >> 8), (byte)code, .. reason]);

    private static byte[] Length(int length, byte mask)
    {
        if (length < 126)
        {
            return [(byte)(mask | length)];
        }

        var bytes = new byte[length <= ushort.MaxValue ? 3 : 9];
        bytes[0] = (byte)(mask | (bytes.Length == 3 ? 126 : 127));
        if (bytes.Length == 3)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), (ushort)length);
        }
        else
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), length);
        }

        return bytes;
    }
}
