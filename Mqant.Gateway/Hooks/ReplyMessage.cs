namespace Mqant.Gateway.Hooks;

/// <summary>A reply on its way to its client.</summary>
/// <param name="Error">The error text; empty on success.</param>
/// <param name="Result">JSON of the result, or the bytes themselves when <paramref name="IsRaw"/>; empty for null.</param>
/// <param name="IsRaw">The result is published as it is, without the reply envelope.</param>
public sealed record ReplyMessage(string Error, ReadOnlyMemory<byte> Result, bool IsRaw = false);
