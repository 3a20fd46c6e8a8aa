namespace Mqant.Gateway.Hosting;

/// <summary>Names of the gateway's own listeners.</summary>
internal static class ListenerNames
{
    public const string Tcp = "tcp";
    public const string WebSocket = "websocket";
    public const string Http = "http";
    public const string Framed = "framed";
    public const string TcpTls = "tcp-tls";
    public const string WebSocketTls = "websocket-tls";
    public const string HttpTls = "http-tls";
    public const string FramedTls = "framed-tls";
}
