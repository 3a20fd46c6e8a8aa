using System.Net;
using MQTTnet;
using MQTTnet.Formatter;

namespace Mqant.Testing;

/// <summary>How a client connects.</summary>
public sealed record ClientOptions
{
    /// <summary>MQTT 3.1.1 over TCP with an id of its own.</summary>
    public static ClientOptions Default { get; } = new();

    /// <summary>These options as an MQTT 5.0 client.</summary>
    public static ClientOptions Version5 { get; } = new() { Version = MqttProtocolVersion.V500 };

    /// <summary>The protocol version.</summary>
    public MqttProtocolVersion Version { get; init; } = MqttProtocolVersion.V311;

    /// <summary>The client id; a new one when null.</summary>
    public string? ClientId { get; init; }

    /// <summary>The WebSocket's path, or null for TCP.</summary>
    public string? WebSocketPath { get; init; }

    /// <summary>The subprotocols that a WebSocket offers.</summary>
    public IReadOnlyList<string> SubProtocols { get; init; } = ["mqtt"];

    /// <summary>The loopback address to connect from; the system's choice when null.</summary>
    public IPAddress? From { get; init; }

    /// <summary>How long the client waits for anything, in real time.</summary>
    public TimeSpan Deadline { get; init; } = Mqant.Testing.Deadline.Limit;

    /// <summary>Everything else.</summary>
    public Action<MqttClientOptionsBuilder>? Configure { get; init; }
}
