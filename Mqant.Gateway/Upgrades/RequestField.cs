namespace Mqant.Gateway.Upgrades;

/// <summary>The header fields that a request for a WebSocket is read for.</summary>
internal enum RequestField
{
    Host,
    Connection,
    Upgrade,
    SecWebSocketKey,
    SecWebSocketVersion,
    SecWebSocketProtocol,
    Origin,
    Authorization,
    UserAgent,
    XForwardedFor,
    Forwarded,
    ContentLength,
    TransferEncoding,
}
