using System.Collections.ObjectModel;

namespace Mqant.Gateway.Sessions;

/// <summary>What a protocol knows of a client when it asks for a session.</summary>
public sealed class SessionOpening
{
    /// <summary>The client id that the client gave itself, or the one the gateway assigned.</summary>
    public required string ClientId { get; init; }

    /// <summary>
    /// Whether sessions with the same client id replace each other, as far as <see cref="GatewayOptions.ClientIdTakeover"/> lets them: the newest stays. False: this
    /// session neither takes over nor is taken over.
    /// </summary>
    public bool TakesOver { get; init; }

    /// <summary>User name that came with the connection, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>Password that came with the connection, or null.</summary>
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>A token that came beside user name and password, or null: a bearer token of a WebSocket's handshake, or what MQTT 5.0 calls authentication data.</summary>
    public string? Token { get; init; }

    /// <summary>Settings that the session starts with, such as <c>User-Agent</c> of a WebSocket.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The same for a client that has shown a token instead of everything else.</summary>
    internal SessionOpening With(string token) => new() { ClientId = ClientId, TakesOver = TakesOver, Token = token, Settings = Settings };
}
