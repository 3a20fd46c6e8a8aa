namespace Mqant.Gateway.Telemetry;

/// <summary>What is counted of the connections of one transport.</summary>
internal sealed class TransportStatistics(string name)
{
    /// <summary>The attribute of the instruments: the name that game code sees.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new(MetricAttributes.Transport, name);

    /// <summary>Open connections, introduced or not.</summary>
    public StripedCounter Connections { get; } = new();

    /// <summary>Connections that were accepted.</summary>
    public StripedCounter Accepted { get; } = new();

    /// <summary>Connections whose client was not let in, by reason.</summary>
    public CounterFamily Refused { get; } = new(MetricAttributes.Reason);

    /// <summary>Connections closed because the client broke the rules.</summary>
    public StripedCounter ProtocolErrors { get; } = new();

    /// <summary>Sessions whose clients were let in.</summary>
    public StripedCounter Sessions { get; } = new();

    /// <summary>Connections that are not read from, for the client sends too much or reads too little.</summary>
    public StripedCounter Paused { get; } = new();

    public StripedCounter PacketsReceived { get; } = new();

    public StripedCounter BytesReceived { get; } = new();

    public StripedCounter BytesSent { get; } = new();

    public StripedCounter PushesSent { get; } = new();

    /// <summary>Pushes that were dropped, by reason.</summary>
    public CounterFamily PushesDropped { get; } = new(MetricAttributes.Reason);

    /// <summary>Requests that were not handled because their session had ended.</summary>
    public StripedCounter RequestsDropped { get; } = new();
}
