namespace Mqant;

/// <summary>
/// Bytes that are neither read from JSON nor written as JSON. As a handler's parameter: the payload as the client sent it. As a result or push: published as
/// it is, a result without the reply envelope.
/// </summary>
/// <param name="Bytes">The bytes; never changed after this.</param>
[GenerateSerializer, Immutable, Alias("mqant.RawPayload")]
public readonly record struct RawPayload([property: Id(0)] ReadOnlyMemory<byte> Bytes);
