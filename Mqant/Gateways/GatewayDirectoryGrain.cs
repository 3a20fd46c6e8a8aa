using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;

namespace Mqant;

/// <summary>
/// Keeps the gateways. Those that are members of the cluster live by membership alone; the others by a lease that they renew. Nobody pays for what happens to this
/// grain, its silo or its storage: renewals are answered from memory and storage is written behind them; time counts only while this grain runs, so that after a
/// standstill nobody's lease is over; and the next activation knows the gateways from storage and gives each a whole new lease.
/// </summary>
[Reentrant]
internal sealed partial class GatewayDirectoryGrain(
    [PersistentState("directory", MqantStorage.Gateways)] IPersistentState<StoredGateways> stored,
    ISiloStatusOracle membership,
    TimeProvider time,
    ILogger<GatewayDirectoryGrain> logger) : Grain, IGatewayDirectoryGrain
{
    /// <summary>How often gateways renew their entry, and how often the grain looks who did.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);

    /// <summary>How many looks find a gateway silent before it is given up.</summary>
    public const int Lease = 6;

    // A gateway that joined as a client reaches this grain by one silo for as long as that is listed. From here it may be reached by another.
    private const int AskAfter = 2;

    /// <summary>How long a gateway that was given up is known as such where storage does not tell.</summary>
    private static readonly TimeSpan RememberGone = TimeSpan.FromMinutes(10);

    // Storage that stands still must not keep a dead gateway alive.
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(1);

    // How many looks ago each gateway was heard of.
    private readonly Dictionary<GatewayAddress, int> _silent = [];
    private readonly Dictionary<GatewayAddress, long> _gone = [];
    private HashSet<GatewayAddress> _stored = [];
    private Task _storing = Task.CompletedTask;
    private int _looks;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _stored = [.. stored.State.Gateways];
        foreach (var gateway in _stored)
        {
            _silent[gateway] = 0;
        }

        this.RegisterGrainTimer(LookAsync, new() { DueTime = RenewEvery, Period = RenewEvery, Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => StoreAsync();

    public Task<LeaseAnswer> RenewAsync(GatewayAddress gateway, Guid storedIn)
    {
        if (IsGone(gateway) || (gateway.Silo is null && storedIn == stored.State.Id && !_silent.ContainsKey(gateway)))
        {
            return Task.FromResult(new LeaseAnswer(IsGivenUp: true, default));
        }

        _silent[gateway] = 0;
        StoreBehind();
        return Task.FromResult(new LeaseAnswer(IsGivenUp: false, _stored.Contains(gateway) ? stored.State.Id : default));
    }

    public Task RemoveAsync(GatewayAddress gateway)
    {
        // Also for a renewal that is still on its way.
        _gone[gateway] = time.GetTimestamp();
        _silent.Remove(gateway);
        StoreBehind();
        return Task.CompletedTask;
    }

    public Task<GatewayAddress[]> FindLostAsync(GatewayAddress[] gateways) =>
        Task.FromResult(_looks < Lease ? [] : Array.FindAll(gateways, gateway => !_silent.ContainsKey(gateway) && !IsMember(gateway)));

    public Task<GatewayAddress[]> GetAsync() => Task.FromResult<GatewayAddress[]>([.. _silent.Keys.Where(gateway => !IsDead(gateway))]);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        _looks = Math.Min(_looks + 1, Lease);
        List<GatewayAddress> gone = [];
        foreach (var (gateway, silent) in _silent)
        {
            _silent[gateway] = silent + 1;
            if (IsDead(gateway) || (silent >= Lease && !IsMember(gateway)))
            {
                gone.Add(gateway);
                _gone[gateway] = time.GetTimestamp();
            }
            else if (silent >= AskAfter)
            {
                AskAsync(gateway).Ignore();
            }
        }

        if (gone.Count > 0)
        {
            // Before anybody is told: the next activation must not take back whose sessions have ended.
            await Task.WhenAny(StoreAsync(), Task.Delay(StorePatience, time, cancellationToken));
            gone.ForEach(gateway => _silent.Remove(gateway));
            Log.GivenUp(logger, gone.Count);
        }

        StoreBehind();
        foreach (var (gateway, since) in _gone)
        {
            if (time.GetElapsedTime(since) > RememberGone)
            {
                _gone.Remove(gateway);
            }
        }
    }

    private async Task AskAsync(GatewayAddress gateway)
    {
        await gateway.Observer.PingAsync();
        if (_silent.ContainsKey(gateway))
        {
            _silent[gateway] = 0;
        }
    }

    private bool IsGone(GatewayAddress gateway) => _gone.ContainsKey(gateway) || IsDead(gateway);

    private bool IsDead(GatewayAddress gateway) => gateway.Silo is { } silo && membership.IsDeadSilo(silo);

    private bool IsMember(GatewayAddress gateway) =>
        gateway.Silo is { } silo && membership.GetApproximateSiloStatuses().TryGetValue(silo, out var status) && status != SiloStatus.Dead;

    // What fails is made up for at the next look.
    private void StoreBehind() => StoreAsync().Ignore();

    private Task StoreAsync() => _storing.IsCompleted ? _storing = WriteAsync() : _storing;

    private async Task WriteAsync()
    {
        while (_silent.Keys.Where(gateway => !_gone.ContainsKey(gateway)).ToHashSet() is var gateways && !gateways.SetEquals(_stored))
        {
            try
            {
                stored.State.Gateways = gateways;
                await stored.WriteStateAsync();
                _stored = gateways;
            }
            catch (InconsistentStateException)
            {
                if (!await TryReadAsync())
                {
                    return;
                }
            }
            catch (Exception exception)
            {
                Log.NotStored(logger, exception.Message);
                return;
            }
        }
    }

    // The record was lost, or a write that failed was carried out all the same, or another activation wrote, of a silo that stood still and does not know yet that
    // it counts as dead. What that one has heard of may live.
    private async Task<bool> TryReadAsync()
    {
        try
        {
            await stored.ReadStateAsync();
        }
        catch (Exception exception)
        {
            Log.NotStored(logger, exception.Message);
            return false;
        }

        _stored = [.. stored.State.Gateways];
        foreach (var gateway in _stored)
        {
            if (!_gone.ContainsKey(gateway))
            {
                _silent.TryAdd(gateway, 0);
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(1501, LogLevel.Debug, "{Count} gateways are gone.")]
        public static partial void GivenUp(ILogger logger, int count);

        [LoggerMessage(1502, LogLevel.Debug, "The gateways of the cluster were not stored and will be again: {Reason}")]
        public static partial void NotStored(ILogger logger, string reason);
    }
}
