using System.Text.Json.Serialization;

namespace Mqant.Gateway.Push;

/// <summary>Body of the pushes by which a gateway tells a client why its session ends.</summary>
internal sealed record Notice([property: JsonPropertyName("reason")] string Reason);
