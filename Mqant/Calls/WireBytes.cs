namespace Mqant;

/// <summary>
/// Bytes in what crosses processes. A plain <see cref="ReadOnlyMemory{T}"/> is boxed and remembered, in case the same bytes come again in the message, each time it is written and
/// read.
/// </summary>
[Immutable]
internal readonly record struct WireBytes(ReadOnlyMemory<byte> Memory)
{
    public int Length => Memory.Length;

    public static implicit operator WireBytes(ReadOnlyMemory<byte> memory) => new(memory);

    public static implicit operator WireBytes(byte[] bytes) => new(bytes);

    public static implicit operator ReadOnlyMemory<byte>(WireBytes bytes) => bytes.Memory;
}
