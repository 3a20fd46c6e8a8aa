namespace Mqant.Gateway.Hooks;

/// <summary>A push on its way to one client.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The payload; a changed one is another one.</param>
public sealed record PushMessage(string Topic, ReadOnlyMemory<byte> Payload);
