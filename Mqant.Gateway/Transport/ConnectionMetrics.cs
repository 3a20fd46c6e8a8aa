using System.Diagnostics.Metrics;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Transport;

/// <summary>The instruments of the client protocols. One place for their names.</summary>
internal sealed class ConnectionMetrics
{
    private readonly UpDownCounter<int> _connections;
    private readonly Counter<long> _packetsReceived;
    private readonly Counter<long> _pushesSent;
    private readonly Counter<long> _pushesDropped;
    private readonly Counter<long> _protocolErrors;
    private readonly Counter<long> _refused;

    public ConnectionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(SessionMetrics.MeterName);
        _connections = meter.CreateUpDownCounter<int>("mqant.gateway.connections", "{connection}", "Open connections, introduced or not.");
        _packetsReceived = meter.CreateCounter<long>("mqant.gateway.packets.received", "{packet}", "Packets that clients sent.");
        _pushesSent = meter.CreateCounter<long>("mqant.gateway.pushes.sent", "{message}", "Pushes taken for sending.");
        _pushesDropped = meter.CreateCounter<long>(
            "mqant.gateway.pushes.dropped", "{message}", "Pushes dropped because the client reads too slowly or cannot take them.");
        _protocolErrors = meter.CreateCounter<long>(
            "mqant.gateway.protocol_errors", "{connection}", "Connections closed because the client broke the rules.");
        _refused = meter.CreateCounter<long>("mqant.gateway.connections.refused", "{connection}", "Connections refused at their introduction.");
    }

    public void Connected(string transport) => _connections.Add(1, Tag(transport));

    public void Disconnected(string transport) => _connections.Add(-1, Tag(transport));

    public void Received(int packets, string transport) => _packetsReceived.Add(packets, Tag(transport));

    public void Pushed(bool sent, string transport) => (sent ? _pushesSent : _pushesDropped).Add(1, Tag(transport));

    public void ProtocolError(string transport) => _protocolErrors.Add(1, Tag(transport));

    public void Refused(string transport) => _refused.Add(1, Tag(transport));

    private static KeyValuePair<string, object?> Tag(string transport) => new("transport", transport);
}
