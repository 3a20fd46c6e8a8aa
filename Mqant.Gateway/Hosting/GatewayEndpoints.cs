using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Mqant.Gateway.Hosting;

/// <summary>Where this gateway really listens. Ports that were configured as 0 are known once the host has started.</summary>
public sealed class GatewayEndpoints
{
    private readonly Dictionary<string, ListenOptions> _listeners = [];

    /// <summary>Port of MQTT over TCP.</summary>
    public int TcpPort => GetPort(ListenerNames.Tcp);

    /// <summary>Port of MQTT over WebSocket.</summary>
    public int WebSocketPort => GetPort(ListenerNames.WebSocket);

    /// <summary>Port of HTTP, the first where there are several.</summary>
    /// <exception cref="InvalidOperationException">The application's HTTP is where <c>Kestrel:Endpoints</c> says, or the host has not been started.</exception>
    public int HttpPort => GetPort(ListenerNames.Http);

    /// <summary>Port of the framed protocol, null when it is off.</summary>
    public int? FramedPort => FindPort(ListenerNames.Framed);

    /// <summary>Port of MQTT over TLS, null when it is off.</summary>
    public int? TcpTlsPort => FindPort(ListenerNames.TcpTls);

    /// <summary>Port of MQTT over WebSocket with TLS, null when it is off.</summary>
    public int? WebSocketTlsPort => FindPort(ListenerNames.WebSocketTls);

    /// <summary>Port of HTTPS, null when it is off.</summary>
    public int? HttpTlsPort => FindPort(ListenerNames.HttpTls);

    /// <summary>Port of the framed protocol over TLS, null when it is off.</summary>
    public int? FramedTlsPort => FindPort(ListenerNames.FramedTls);

    /// <summary>Port of a protocol that was added by its name.</summary>
    /// <exception cref="InvalidOperationException">There is no such listener, or the host has not been started.</exception>
    public int GetPort(string name) => _listeners.TryGetValue(name, out var listener) && listener.IPEndPoint is { } endPoint
        ? endPoint.Port
        : throw new InvalidOperationException($"There is no listener {name}, or the host has not been started.");

    private int? FindPort(string name) => _listeners.ContainsKey(name) ? GetPort(name) : null;

    internal void AddHttp(ListenOptions listener) => _listeners.TryAdd(ListenerNames.Http, listener);

    internal void Add(string name, ListenOptions listener)
    {
        if (!_listeners.TryAdd(name, listener))
        {
            throw new InvalidOperationException($"There are two listeners named {name}.");
        }
    }
}
