namespace Mqant;

/// <summary>What a client said of itself when it connected.</summary>
[GenerateSerializer, Immutable, Alias("mqant.AuthenticationRequest")]
public sealed class AuthenticationRequest
{
    /// <summary>The client id, or the one that the gateway gave it.</summary>
    [Id(0)]
    public required string ClientId { get; init; }

    /// <summary>The user name, or null.</summary>
    [Id(1)]
    public string? UserName { get; init; }

    /// <summary>The password, or null. Binary in MQTT.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte>? Password { get; init; }

    /// <summary>A token that came beside user name and password: of a WebSocket's <c>Authorization: Bearer</c> or <c>access_token</c>. Null without one.</summary>
    [Id(6)]
    public string? Token { get; init; }

    /// <summary>The client's address without its port.</summary>
    [Id(3)]
    public required string RemoteAddress { get; init; }

    /// <summary>How it is connected: <c>tcp</c>, <c>websocket</c>, <c>framed</c>, …</summary>
    [Id(4)]
    public required string Transport { get; init; }

    /// <summary>The settings that the session starts with, such as <see cref="SessionSettings.UserAgent"/>.</summary>
    [Id(5)]
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The certificate with which the client proved who it is, or null: the gateway has seen that it has the key, and that somebody whom the gateway trusts has signed it.</summary>
    [Id(8)]
    public ClientCertificate? ClientCertificate { get; init; }
}
