using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>The lanes of this silo, one for each gateway that its grains have spoken to.</summary>
internal sealed partial class PushLanes(
    IGrainFactory grains,
    ISiloStatusOracle membership,
    MqantMetrics metrics,
    TimeProvider time,
    ILogger<PushLanes> logger,
    ILocalGateway? localGateway = null) : ILifecycleParticipant<ISiloLifecycle>
{
    public static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(1);

    /// <summary>A gateway that answers nothing for this long, and a call's 2 s more, is lost: together with the rest under 10 s after its death.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(6);
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a dead gateway is known as such: what is sent to it meanwhile is reported as gone at once.</summary>
    public static readonly TimeSpan RememberDead = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<GatewayAddress, PushLane> _lanes = new();
    private ITimer? _timer;
    private volatile bool _stopped;

    public TimeProvider Time { get; } = time;

    public MqantMetrics Metrics { get; } = metrics;

    public ILogger Logger { get; } = logger;

    public PushLane Get(GatewayAddress gateway) =>
        _lanes.TryGetValue(gateway, out var lane) ? lane : _lanes.GetOrAdd(gateway, static (address, lanes) => new PushLane(address, lanes), this);

    public bool TryGet(GatewayAddress gateway, out PushLane? lane) => _lanes.TryGetValue(gateway, out lane);

    /// <summary>The gateway in this process, where the address is its.</summary>
    public ILocalGateway? FindLocal(GatewayAddress gateway) => localGateway is { Address: { } local } && local.Equals(gateway) ? localGateway : null;

    /// <summary>The gateway as a thing to call, wherever it runs.</summary>
    public IGatewayObserver Reach(GatewayAddress gateway) => FindLocal(gateway)?.Observer ?? gateway.Observer;

    /// <summary>Whether this silo gave the gateway up, or knows that its process has ended.</summary>
    public bool IsLost(GatewayAddress gateway) => IsDead(gateway) || (_lanes.TryGetValue(gateway, out var lane) && lane.IsDead);

    /// <summary>
    /// Makes it known that this silo gave a gateway up: it must not go on as if nothing had happened. Tried again for <see cref="RememberDead"/>, until this silo
    /// stops.
    /// </summary>
    public async Task ReportLostAsync(GatewayAddress gateway)
    {
        var directory = grains.GetGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key);
        var since = Time.GetTimestamp();
        while (!_stopped && Time.GetElapsedTime(since) < RememberDead)
        {
            try
            {
                await directory.ReportLostAsync(gateway);
                return;
            }
            catch (Exception exception)
            {
                Log.NotReported(Logger, gateway, exception);
            }

            await Task.Delay(RetryAfter, Time);
        }
    }

    public bool IsDead(GatewayAddress gateway) => gateway.Silo is { } silo && membership.IsDeadSilo(silo);

    /// <summary>Tells watching grains that a session is gone.</summary>
    public void Report(SessionRef session, GrainId[] watchers, SessionEndReason reason)
    {
        foreach (var watcher in watchers)
        {
            grains.GetSessionWatch(watcher).SessionEndedAsync(session, reason).Ignore();
        }
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(PushLanes),
        ServiceLifecycleStage.ApplicationServices,
        _ =>
        {
            _timer = Time.CreateTimer(_ => Check(), null, CheckEvery, CheckEvery);
            return Task.CompletedTask;
        },
        async _ =>
        {
            _stopped = true;
            if (_timer is not null)
            {
                await _timer.DisposeAsync();
            }
        });

    private void Check()
    {
        foreach (var lane in _lanes)
        {
            if (!lane.Value.Check())
            {
                _lanes.TryRemove(lane);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1103, LogLevel.Debug, "The loss of gateway {Gateway} was not made known and is reported again.")]
        public static partial void NotReported(ILogger logger, GatewayAddress gateway, Exception exception);
    }
}
