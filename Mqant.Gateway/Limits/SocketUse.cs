namespace Mqant.Gateway.Limits;

/// <summary>What a socket was accepted for. Each has sockets of its own, so that one does not take those of the other.</summary>
internal enum SocketUse
{
    /// <summary>Client protocols, WebSocket among them.</summary>
    Client,

    /// <summary>Pages, health, and what a game maps.</summary>
    Http,
}
