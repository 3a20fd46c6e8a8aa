using System.Runtime.InteropServices;

namespace Mqant;

/// <summary>A session within its gateway. Lists of them travel as plain bytes: the layout is the wire format (little-endian, 12 bytes).</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct SessionAddress(long Id, uint Epoch)
{
    public const int Size = 12;

    public static ReadOnlyMemory<byte> Pack(ReadOnlySpan<SessionAddress> addresses) => MemoryMarshal.AsBytes(addresses).ToArray();

    public static ReadOnlySpan<SessionAddress> Unpack(ReadOnlyMemory<byte> bytes) => MemoryMarshal.Cast<byte, SessionAddress>(bytes.Span);
}
