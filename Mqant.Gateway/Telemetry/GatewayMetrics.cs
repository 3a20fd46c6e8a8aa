using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Mqant.Gateway.Telemetry;

/// <summary>
/// The instruments of a gateway, and the only place for their names. What happens often is counted in numbers of our own that the instruments read when somebody asks: telling an
/// instrument of each event would take longer than the event.
/// </summary>
internal sealed class GatewayMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Mqant.Gateway";

    // Names come from client protocols, which a game may bring.
    private const int MostTransports = 32;
    private const string OtherTransports = "(other)";

    private readonly ConcurrentDictionary<string, TransportStatistics> _transports = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SampledHistogram> _queues = new(StringComparer.Ordinal);
    private readonly Histogram<double> _queueTimes;
    private readonly TimeProvider _time;

    public GatewayMetrics(IMeterFactory meters, MqantMetrics process, TimeProvider time)
    {
        _time = time;
        Budgets = process.Budgets;
        var meter = meters.Create(MeterName);
        Requests = new CallStatistics(time, meter.CreateHistogram(
            "mqant.gateway.request.duration",
            "s",
            $"Time from a request's arrival to its answer. {MqantMetrics.Sampled} mqant.gateway.requests",
            advice: MqantMetrics.CallTimes));
        UnknownHandler = Requests.Get(CallStatistics.Unknown, CallStatistics.Unknown);
        meter.CreateObservableCounter("mqant.gateway.requests", Requests.ReadCalls, "{request}", "Requests that were answered, with a reply or without.");
        _queueTimes = meter.CreateHistogram(
            "mqant.gateway.request.queue.duration",
            "s",
            $"Time that requests waited for a place in flight and for the calls before them. {MqantMetrics.Sampled} mqant.gateway.requests",
            advice: MqantMetrics.CallTimes);
        meter.CreateObservableUpDownCounter("mqant.gateway.requests.in_flight", () => ReadSessions().InFlight, "{request}", "Requests that are in flight, or in line for their grain.");
        meter.CreateObservableUpDownCounter(
            "mqant.gateway.requests.waiting", () => ReadSessions().Waiting, "{request}", "Requests that wait because their session has as many in flight as it may.");
        meter.CreateObservableCounter(
            "mqant.gateway.requests.dropped", () => Read(static t => t.RequestsDropped), "{request}", "Requests that were not handled because their session had ended.");
        meter.CreateObservableUpDownCounter("mqant.gateway.connections", () => Read(static t => t.Connections), "{connection}", "Open connections, introduced or not.");
        meter.CreateObservableCounter("mqant.gateway.connections.accepted", () => Read(static t => t.Accepted), "{connection}", "Connections that clients opened.");
        meter.CreateObservableCounter(
            "mqant.gateway.connections.refused", () => Read(static t => t.Refused), "{connection}", "Connections refused at their introduction or before it.");
        meter.CreateObservableUpDownCounter(
            "mqant.gateway.connections.paused",
            () => Read(static t => t.Paused),
            "{connection}",
            "Connections that are not read from, because the client sends more than it may or does not read what it gets.");
        meter.CreateObservableCounter(
            "mqant.gateway.protocol_errors", () => Read(static t => t.ProtocolErrors), "{connection}", "Connections closed because the client broke the rules.");
        meter.CreateObservableUpDownCounter("mqant.gateway.sessions", () => Read(static t => t.Sessions), "{session}", "Sessions of clients that were let in.");
        meter.CreateObservableCounter("mqant.gateway.packets.received", () => Read(static t => t.PacketsReceived), "{packet}", "Packets that clients sent.");
        meter.CreateObservableCounter("mqant.gateway.io", ReadBytes, "By", "Bytes from clients (receive) and to them (transmit), without what TCP, TLS and WebSocket add.");
        meter.CreateObservableCounter("mqant.gateway.pushes.sent", () => Read(static t => t.PushesSent), "{message}", "Pushes taken for sending, counted for each client.");
        meter.CreateObservableCounter(
            "mqant.gateway.pushes.dropped",
            () => Read(static t => t.PushesDropped),
            "{message}",
            "Pushes dropped because the client reads too slowly or cannot take them, counted for each client.");
        meter.CreateObservableUpDownCounter("mqant.gateway.groups", () => (long)(Groups?.Invoke() ?? 0), "{group}", "Groups with members in this gateway.");
    }

    /// <summary>What becomes of requests: whole, as their clients see it.</summary>
    public CallStatistics Requests { get; }

    /// <summary>Of requests that name no handler which exists.</summary>
    public HandlerStatistics UnknownHandler { get; }

    /// <summary>The limits of this process and how much of them is used.</summary>
    public Budgets Budgets { get; }

    /// <summary>Set by whoever has the sessions.</summary>
    public Func<SessionTotals>? Sessions { get; set; }

    /// <summary>Set by whoever has the groups.</summary>
    public Func<int>? Groups { get; set; }

    /// <summary>Pushes taken for sending so far, counted for each client.</summary>
    public long PushesSent => _transports.Values.Sum(static transport => transport.PushesSent.Value);

    /// <summary>Of a transport; a connection keeps it.</summary>
    public TransportStatistics GetTransport(string name)
    {
        if (_transports.TryGetValue(name, out var known))
        {
            return known;
        }

        name = _transports.Count < MostTransports ? name : OtherTransports;
        return _transports.GetOrAdd(name, static name => new(name));
    }

    /// <summary>Times that requests for a module wait.</summary>
    public SampledHistogram GetQueueTimes(string module) => _queues.GetOrAdd(
        module, static (module, metrics) => new(metrics._queueTimes, metrics._time, new KeyValuePair<string, object?>(MetricAttributes.Module, module)), this);

    private SessionTotals ReadSessions() => Sessions?.Invoke() ?? default;

    private IEnumerable<Measurement<long>> Read(Func<TransportStatistics, StripedCounter> counter) =>
        _transports.Values.Select(transport => new Measurement<long>(counter(transport).Value, transport.Tag));

    private IEnumerable<Measurement<long>> Read(Func<TransportStatistics, CounterFamily> family) =>
        from transport in _transports.Values
        from measurement in family(transport).Read()
        select new Measurement<long>(measurement.Value, [transport.Tag, .. measurement.Tags]);

    private IEnumerable<Measurement<long>> ReadBytes()
    {
        foreach (var transport in _transports.Values)
        {
            yield return new Measurement<long>(transport.BytesReceived.Value, transport.Tag, new(MetricAttributes.Direction, "receive"));
            yield return new Measurement<long>(transport.BytesSent.Value, transport.Tag, new(MetricAttributes.Direction, "transmit"));
        }
    }
}
