using Microsoft.AspNetCore.Connections;
using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <summary>MQTT over TCP.</summary>
internal sealed class MqttConnectionHandler(ClientConnectionServices services) : ConnectionHandler
{
    private static readonly Dictionary<string, string> NoSettings = [];

    public override Task OnConnectedAsync(ConnectionContext connection) => new MqttConnection(connection, "tcp", NoSettings, services).RunAsync();
}
