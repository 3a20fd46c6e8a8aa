using System.Net;

namespace Mqant.Testing;

/// <summary>A gateway that runs, wherever it runs.</summary>
public interface IGateway
{
    /// <summary>Where it listens for MQTT over TCP.</summary>
    IPEndPoint Tcp { get; }

    /// <summary>Where it listens for MQTT over WebSocket.</summary>
    IPEndPoint WebSocket { get; }

    /// <summary>Where it listens for HTTP.</summary>
    IPEndPoint Http { get; }
}
