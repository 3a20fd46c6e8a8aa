using System.Text.Json.Serialization;

namespace Mqant.Gateway.Sessions;

/// <summary>Body of the pushes by which a gateway tells a client why its session ends.</summary>
internal sealed record Notice([property: JsonPropertyName("reason")] string Reason)
{
    /// <summary>The session is ended by somebody.</summary>
    public static OutboundMessage Kick(string reason) => new("Session/OnKick", ModuleJson.Encode(new Notice(reason)));

    /// <summary>The client is to connect elsewhere.</summary>
    public static OutboundMessage Reconnect(string reason) => new("Session/OnReconnect", ModuleJson.Encode(new Notice(reason)));
}
