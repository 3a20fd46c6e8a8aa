namespace Mqant;

/// <summary>A handler's result in bytes.</summary>
/// <param name="Bytes">JSON, or the bytes of a raw result; empty for none.</param>
/// <param name="IsRaw">Published without the reply envelope.</param>
internal readonly record struct EncodedResult(ReadOnlyMemory<byte> Bytes, bool IsRaw);
