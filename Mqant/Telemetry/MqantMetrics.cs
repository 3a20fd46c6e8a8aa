using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Mqant;

/// <summary>
/// The instruments of silos, and the only place for their names; the meter is <see cref="MqantTelemetry.MeterName"/>. What happens often is counted in numbers of our own that the
/// instruments read when somebody asks: telling an instrument of each event would take longer than the event.
/// </summary>
internal sealed class MqantMetrics
{
    private static readonly InstrumentAdvice<double> TickTimes = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1],
    };

    private readonly ConcurrentDictionary<string, RoomStatistics> _rooms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<TimeSpan>> _certificates = new(StringComparer.Ordinal);
    private readonly Histogram<double> _tickDuration;
    private readonly Histogram<double> _tickLateness;
    private readonly Histogram<double> _storage;
    private readonly Histogram<double> _matchmaking;

    public MqantMetrics(IMeterFactory factory, TimeProvider time)
    {
        var meter = factory.Create(MqantTelemetry.MeterName);
        Handlers = new CallStatistics(time, meter.CreateHistogram(
            "mqant.handler.duration", "s", $"Time that handlers took in their silo. {Sampled} mqant.handler.calls", advice: CallTimes));
        meter.CreateObservableCounter("mqant.handler.calls", Handlers.ReadCalls, "{call}", "Calls of handlers that ended in this silo.");
        meter.CreateObservableUpDownCounter("mqant.lanes", () => ReadLanes().Lanes, "{lane}", "Gateways that this silo sends to, each through a lane.");
        meter.CreateObservableCounter("mqant.lane.sent", () => LaneItems.Value, "{item}", "Messages and orders sent through lanes; one for a group or for everybody is one for each gateway.");
        meter.CreateObservableCounter(
            "mqant.lane.dropped", LaneDrops.Read, "{item}", "What was to go through a lane and was dropped: the gateway did not keep up, it could not be read, or it failed.");
        meter.CreateObservableUpDownCounter("mqant.lane.waiting", () => ReadLanes().Items, "{item}", "What is in lanes and was not read by its gateway yet.");
        meter.CreateObservableUpDownCounter("mqant.lane.waiting.size", () => ReadLanes().Size, "By", "Size of what gathers in lanes behind the batch that is on its way.");
        meter.CreateObservableGauge("mqant.lane.behind", () => ReadLanes().Behind.TotalSeconds, "s", "How long the gateway has been silent that was heard of least of those that have something to read.");
        meter.CreateObservableUpDownCounter("mqant.rooms", () => ReadRooms(static room => room.Active), "{room}", "Active rooms.");
        meter.CreateObservableUpDownCounter("mqant.room.players", () => ReadRooms(static room => room.Players), "{player}", "Seats in rooms that are taken.");
        meter.CreateObservableCounter("mqant.room.ticks", () => ReadRooms(static room => room.Ticks), "{tick}", "Ticks of rooms.");
        meter.CreateObservableCounter(
            "mqant.room.tick.overruns", () => ReadRooms(static room => room.Overruns), "{tick}", "Ticks of rooms left out because an earlier one or the machine took too long.");
        meter.CreateObservableCounter("mqant.room.failures", () => ReadRooms(static room => room.Failures), "{room}", "Rooms that an exception ended.");
        _tickDuration = meter.CreateHistogram("mqant.room.tick.duration", "s", $"Time that ticks of rooms took. {Sampled} mqant.room.ticks", advice: TickTimes);
        _tickLateness = meter.CreateHistogram("mqant.room.tick.lateness", "s", $"How long after their time ticks of rooms began. {Sampled} mqant.room.ticks", advice: TickTimes);
        _matchmaking = meter.CreateHistogram("mqant.matchmaking.duration", "s", "Time from a player's wish for a room to the seat.", advice: CallTimes);
        meter.CreateObservableUpDownCounter("mqant.users.online", () => UsersOnline.Value, "{user}", "Users with a session, of those that this silo keeps.");
        meter.CreateObservableCounter("mqant.logins.refused", () => LoginsRefused.Value, "{login}", "Logins with a password, or a device's secret, that were wrong or came too soon after others that were.");
        meter.CreateObservableCounter("mqant.logins.turned_away", () => LoginsTurnedAway.Value, "{login}", "Logins with a password for which there was no place among those that wait to be checked.");
        meter.CreateObservableUpDownCounter("mqant.groups", () => Groups.Value, "{group}", "Groups that this silo gives their order.");
        meter.CreateObservableCounter("mqant.group.messages", () => GroupMessages.Value, "{message}", "Messages to groups.");
        _storage = meter.CreateHistogram(
            "mqant.storage.duration",
            "s",
            "Time that the storage of users, of their groups and of rooms took; with error.type where it failed. What grains keep themselves is measured by Orleans.",
            advice: CallTimes);
        meter.CreateObservableGauge(
            "mqant.budget.used", () => ReadBudgets(static budget => budget.Used), "{unit}", "How much of a limit is used: by the process, or by the client that uses most of what each may use.");
        meter.CreateObservableCounter("mqant.budget.exceeded", Exceeded.Read, "{event}", "How often somebody wanted more than a limit allows, and had to wait or was refused.");
        meter.CreateObservableGauge("mqant.budget.limit", () => ReadBudgets(static budget => budget.Limit), "{unit}", "How much may be used.");
        meter.CreateObservableGauge(
            "mqant.certificate.remaining",
            () => _certificates.Select(static certificate => new Measurement<double>(certificate.Value().TotalSeconds, new KeyValuePair<string, object?>(MetricAttributes.Setting, certificate.Key))),
            "s",
            "How long a certificate that this process shows is valid yet; negative once it has expired.");
        Budgets.Add(() => new Budget("lane_size", "", ReadLanes().Largest, LaneLimit));
    }

    /// <summary>Buckets for what clients wait for: from a call within the process to a time limit.</summary>
    public static InstrumentAdvice<double> CallTimes { get; } = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>What the description of each sampled histogram says; the name of the counter follows.</summary>
    public static string Sampled { get; } = $"Past {SampledHistogram.Often} a second a sample: percentiles from this, rates from";

    /// <summary>What becomes of calls of handlers in this silo.</summary>
    public CallStatistics Handlers { get; }

    public StripedCounter LaneItems { get; } = new();

    /// <summary>By reason.</summary>
    public CounterFamily LaneDrops { get; } = new(MetricAttributes.Reason);

    /// <summary>How often somebody was held to a budget, by its name.</summary>
    public CounterFamily Exceeded { get; } = new(MetricAttributes.Budget);

    public StripedCounter UsersOnline { get; } = new();

    public StripedCounter LoginsRefused { get; } = new();

    public StripedCounter LoginsTurnedAway { get; } = new();

    public StripedCounter Groups { get; } = new();

    public StripedCounter GroupMessages { get; } = new();

    /// <summary>The limits of this process and how much of them is used.</summary>
    public Budgets Budgets { get; } = new();

    /// <summary>Bytes that may gather in a lane.</summary>
    public long LaneLimit { get; set; }

    /// <summary>Set by whoever has the lanes.</summary>
    public Func<LaneTotals>? Lanes { get; set; }

    /// <summary>Active rooms of every kind.</summary>
    public long ActiveRooms => _rooms.Values.Sum(static rooms => rooms.Active.Value);

    /// <summary>Has a certificate measured that this process shows.</summary>
    /// <param name="setting">The key that says where it is.</param>
    /// <param name="remaining">How long it is valid yet.</param>
    public void AddCertificate(string setting, Func<TimeSpan> remaining) => _certificates[setting] = remaining;

    /// <summary>Of the rooms of a kind.</summary>
    /// <param name="kind">Their grain type.</param>
    /// <param name="time">The time that they live by.</param>
    public RoomStatistics GetRooms(string kind, TimeProvider time) =>
        _rooms.GetOrAdd(kind, static (kind, rooms) => new(kind, rooms.Metrics._tickDuration, rooms.Metrics._tickLateness, rooms.Time), (Metrics: this, Time: time));

    /// <summary>A player got a seat, or none.</summary>
    public void Matched(string kind, CallOutcome outcome, TimeSpan duration) =>
        _matchmaking.Record(duration.TotalSeconds, new(MetricAttributes.RoomType, kind), new KeyValuePair<string, object?>(MetricAttributes.Outcome, outcome.ToAttribute()));

    /// <summary>A storage answered, or failed.</summary>
    public void Stored(string storage, string operation, TimeSpan duration, Exception? exception)
    {
        if (!_storage.Enabled)
        {
            return;
        }

        KeyValuePair<string, object?> storageTag = new(MetricAttributes.Storage, storage), operationTag = new(MetricAttributes.Operation, operation);
        if (exception is null)
        {
            _storage.Record(duration.TotalSeconds, storageTag, operationTag);
        }
        else
        {
            _storage.Record(duration.TotalSeconds, storageTag, operationTag, new KeyValuePair<string, object?>("error.type", exception.GetType().FullName));
        }
    }

    private LaneTotals ReadLanes() => Lanes?.Invoke() ?? default;

    private IEnumerable<Measurement<long>> ReadRooms(Func<RoomStatistics, StripedCounter> counter) =>
        _rooms.Values.Select(room => new Measurement<long>(counter(room).Value, room.Tag));

    private IEnumerable<Measurement<long>> ReadBudgets(Func<Budget, long> number) =>
        Budgets.Read().Select(budget => new Measurement<long>(number(budget), new KeyValuePair<string, object?>(MetricAttributes.Budget, budget.Name)));
}
