using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;

namespace Mqant;

/// <summary>Addresses as the kernel writes them (<c>sockaddr_in</c>, <c>sockaddr_in6</c>).</summary>
internal static unsafe class SocketAddresses
{
    private const int Size = 128;

    /// <summary>The address of this side of a connection.</summary>
    public static IPEndPoint GetLocal(int descriptor)
    {
        var address = stackalloc byte[Size];
        uint length = Size;
        return Libc.GetName(descriptor, address, &length) < 0 ? throw Libc.Failure("getsockname") : Read(address);
    }

    public static IPEndPoint Read(byte* address)
    {
        var bytes = new ReadOnlySpan<byte>(address, Size);
        int port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return Unsafe.ReadUnaligned<ushort>(address) == Libc.FamilyInet6
            ? new IPEndPoint(new IPAddress(bytes.Slice(8, 16), Unsafe.ReadUnaligned<uint>(address + 24)), port)
            : new IPEndPoint(new IPAddress(bytes.Slice(4, 4)), port);
    }
}
