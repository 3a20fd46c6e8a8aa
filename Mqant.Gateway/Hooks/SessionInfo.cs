namespace Mqant.Gateway.Hooks;

/// <summary>A session as hooks of a gateway see it, at the moment that they are called.</summary>
public sealed class SessionInfo
{
    internal SessionInfo()
    {
    }

    /// <summary>The session's id.</summary>
    public required string Id { get; init; }

    /// <summary>The user that it is bound to; empty for a guest.</summary>
    public required string UserId { get; init; }

    /// <summary>Whether nobody has logged in: it has no user, or only an id that a game gave its guest.</summary>
    public required bool IsGuest { get; init; }

    /// <summary>The roles that the login has.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>The client's address without its port.</summary>
    public required string RemoteAddress { get; init; }

    /// <summary>How the client is connected: <c>tcp</c>, <c>websocket</c>, …</summary>
    public required string Transport { get; init; }

    /// <summary>The certificate that the client showed when it connected; null without one.</summary>
    public ClientCertificate? ClientCertificate { get; init; }

    /// <summary>The session's settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}
