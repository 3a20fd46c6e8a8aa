using System.Text.Json.Serialization;

namespace Mqant;

/// <summary>Push <c>Room/OnFailed</c>: an error ended the room.</summary>
/// <param name="Module">The room's module, or null when it is none.</param>
/// <param name="Room">The room's key.</param>
internal sealed record RoomFailed([property: JsonPropertyName("module")] string? Module, [property: JsonPropertyName("room")] string Room);
