namespace Mqant.Gateway;

/// <summary>How a proxy tells a gateway whose connection it passes on.</summary>
public enum ClientAddressHeader
{
    /// <summary>By the PROXY protocol, version 1 or 2, ahead of everything else. A connection from a proxy without it is closed.</summary>
    ProxyProtocol,

    /// <summary>By the HTTP header <c>X-Forwarded-For</c> of each request. One without it counts as the proxy's own.</summary>
    XForwardedFor,

    /// <summary>By the HTTP header <c>Forwarded</c> (RFC 7239) of each request. One without it counts as the proxy's own.</summary>
    Forwarded,
}
