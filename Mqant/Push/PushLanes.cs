using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Mqant;

/// <summary>The lanes of this silo, one for each gateway that its grains have spoken to.</summary>
internal sealed partial class PushLanes(
    IGrainFactory grains,
    ISiloStatusOracle membership,
    DroppedItems dropped,
    MqantMetrics metrics,
    IOptions<SiloMessagingOptions> messaging,
    TimeProvider time,
    LineLimiter lines,
    ILogger<PushLanes> logger,
    ILocalGateway? localGateway = null) : ILifecycleParticipant<ISiloLifecycle>
{
    public static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(1);

    /// <summary>Whether a gateway that answers nothing for this long is gone is for the directory to say: it may be this silo that nobody reaches.</summary>
    public static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a dead gateway is known as such: what is sent to it meanwhile is reported as gone at once.</summary>
    public static readonly TimeSpan RememberDead = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<GatewayAddress, PushLane> _lanes = new();
    private ITimer? _timer;
    private Task _asking = Task.CompletedTask;

    public TimeProvider Time { get; } = time;

    public DroppedItems Dropped { get; } = dropped;

    public MqantMetrics Metrics { get; } = metrics;

    /// <summary>What fits into a message of Orleans with some room for how it is written.</summary>
    public long MaxItemSize { get; } = messaging.Value.MaxMessageBodySize * 9L / 10;

    public ILogger Logger { get; } = lines.Limit(logger);

    public PushLane Get(GatewayAddress gateway) =>
        _lanes.TryGetValue(gateway, out var lane) ? lane : _lanes.GetOrAdd(gateway, static (address, lanes) => new PushLane(address, lanes), this);

    public bool TryGet(GatewayAddress gateway, out PushLane? lane) => _lanes.TryGetValue(gateway, out lane);

    /// <summary>The gateway in this process, where the address is its.</summary>
    public ILocalGateway? FindLocal(GatewayAddress gateway) => localGateway is { Address: { } local } && local.Equals(gateway) ? localGateway : null;

    /// <summary>The gateway as a thing to call, wherever it runs.</summary>
    public IGatewayObserver Reach(GatewayAddress gateway) => FindLocal(gateway)?.Observer ?? gateway.Observer;

    /// <summary>Whether this silo gave the gateway up, or knows that its process has ended.</summary>
    public bool IsLost(GatewayAddress gateway) => IsDead(gateway) || (_lanes.TryGetValue(gateway, out var lane) && lane.IsDead);

    public bool IsDead(GatewayAddress gateway) => gateway.Silo is { } silo && membership.IsDeadSilo(silo);

    /// <summary>Tells watching grains that a session is gone. One that cannot be told keeps nobody from anything: this is called where lanes are sent and given up.</summary>
    public void Report(SessionRef session, GrainId[] watchers, SessionEndReason reason)
    {
        foreach (var watcher in watchers)
        {
            _ = ReportAsync(session, watcher, reason);
        }
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(PushLanes),
        ServiceLifecycleStage.ApplicationServices,
        _ =>
        {
            Metrics.Lanes = Measure;
            Metrics.LaneLimit = PushLane.MaxGathered;
            _timer = Time.CreateTimer(_ => Check(), null, CheckEvery, CheckEvery);
            return Task.CompletedTask;
        },
        async _ =>
        {
            if (_timer is not null)
            {
                await _timer.DisposeAsync();
            }
        });

    /// <summary>All lanes together as they are now.</summary>
    internal LaneTotals Measure()
    {
        var totals = default(LaneTotals);
        foreach (var lane in _lanes.Values)
        {
            totals = lane.AddTo(totals);
        }

        return totals;
    }

    private async Task ReportAsync(SessionRef session, GrainId watcher, SessionEndReason reason)
    {
        try
        {
            await grains.GetSessionWatch(watcher).SessionEndedAsync(session, reason);
        }
        catch (Exception exception)
        {
            Log.WatcherNotTold(Logger, watcher, session, exception);
        }
    }

    // An exception of a timer would end the process.
    private void Check()
    {
        var silent = new List<GatewayAddress>();
        foreach (var lane in _lanes)
        {
            try
            {
                if (!lane.Value.Check())
                {
                    _lanes.TryRemove(lane);
                }
                else if (lane.Value.IsSilent)
                {
                    silent.Add(lane.Key);
                }
            }
            catch (Exception exception)
            {
                Log.CheckFailed(Logger, lane.Key, exception);
            }
        }

        if (silent.Count > 0 && _asking.IsCompleted)
        {
            _asking = EndLostAsync([.. silent]);
        }
    }

    private async Task EndLostAsync(GatewayAddress[] silent)
    {
        try
        {
            foreach (var gateway in await grains.GetGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key).FindLostAsync(silent))
            {
                Get(gateway).Fail();
            }
        }
        catch (Exception exception)
        {
            Log.NotAsked(Logger, silent.Length, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1103, LogLevel.Debug, "Whether {Count} silent gateways live was not to be learned and is asked again.")]
        public static partial void NotAsked(ILogger logger, int count, Exception exception);

        [LoggerMessage(1106, LogLevel.Warning, "Grain {Watcher} could not be told that session {Session} is gone.")]
        public static partial void WatcherNotTold(ILogger logger, GrainId watcher, SessionRef session, Exception exception);

        [LoggerMessage(1107, LogLevel.Error, "The lane to gateway {Gateway} could not be checked.")]
        public static partial void CheckFailed(ILogger logger, GatewayAddress gateway, Exception exception);
    }
}
