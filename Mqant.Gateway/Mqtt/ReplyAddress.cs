namespace Mqant.Gateway.Mqtt;

/// <summary>Where an MQTT 5.0 client wants its reply, and what it recognises it by.</summary>
/// <param name="Topic">The Response Topic, or the request's own topic where only correlation data came.</param>
/// <param name="CorrelationData">Repeated in the reply where the client sent it; empty is not none.</param>
internal sealed record ReplyAddress(ReadOnlyMemory<byte> Topic, ReadOnlyMemory<byte>? CorrelationData);
