using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mqant.Gateway.WebSockets;

/// <summary>Takes the masks off (RFC 6455 section 5.3).</summary>
internal static class FrameMask
{
    /// <summary>Copies bytes without their mask; returns the mask of the byte that follows them.</summary>
    /// <param name="source">Masked bytes.</param>
    /// <param name="destination">As long at least; may be the same place.</param>
    /// <param name="mask">The mask as it lies in memory, its first byte that of the first byte here.</param>
    public static uint Remove(ReadOnlySpan<byte> source, Span<byte> destination, uint mask)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(destination[..source.Length]);
        var at = 0;
        if (source.Length >= Vector<byte>.Count)
        {
            var wide = Vector.AsVectorByte(new Vector<uint>(mask));
            for (; at <= source.Length - Vector<byte>.Count; at += Vector<byte>.Count)
            {
                (Vector.LoadUnsafe(ref from, (nuint)at) ^ wide).StoreUnsafe(ref to, (nuint)at);
            }
        }

        for (; at <= source.Length - sizeof(uint); at += sizeof(uint))
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, at), Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref from, at)) ^ mask);
        }

        var left = source.Length - at;
        var key = MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in mask));
        for (var i = 0; i < left; i++)
        {
            destination[at + i] = (byte)(source[at + i] ^ key[i]);
        }

        return BitConverter.IsLittleEndian ? BitOperations.RotateRight(mask, 8 * left) : BitOperations.RotateLeft(mask, 8 * left);
    }
}
