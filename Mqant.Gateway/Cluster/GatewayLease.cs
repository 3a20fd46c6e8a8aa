using Mqant.Gateway.Push;
using Mqant.Gateway.Sessions;
using Orleans.Runtime;

namespace Mqant.Gateway.Cluster;

/// <summary>
/// Gives the gateway its address in the cluster, and keeps its entry among the gateways. When the cluster has given it up - it was paused or cut off for too
/// long - its sessions count as ended there: it ends them here too and begins anew, so that clients reconnect to something that works.
/// </summary>
internal sealed partial class GatewayLease(
    IClusterClient cluster,
    LaneReceiver receiver,
    SessionRegistry sessions,
    TimeProvider time,
    ILogger<GatewayLease> logger,
    ILocalSiloDetails? silo = null,
    EmbeddedCluster? embedded = null)
{
    private static readonly TimeSpan FirstTryEvery = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private Task _renewing = Task.CompletedTask;
    private Guid _storedIn;

    /// <summary>Completes once the cluster knows this gateway, so that broadcasts reach its sessions.</summary>
    public Task WhenKnown => _known.Task;

    // With an embedded silo the cluster is this process.
    private bool IsAlone => embedded is not null;

    private IGatewayDirectoryGrain Directory => cluster.GetGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key);

    public void Start()
    {
        TakeAddress();
        if (IsAlone)
        {
            _known.SetResult();
        }
        else
        {
            _renewing = RenewAsync();
        }
    }

    /// <summary>Takes the entry out, so that nobody waits for this gateway.</summary>
    public async Task StopAsync()
    {
        if (IsAlone)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _renewing;
        GatewayAddress address;
        lock (_gate)
        {
            address = receiver.Address!;
        }

        try
        {
            await Directory.RemoveAsync(address);
        }
        catch (Exception exception)
        {
            // It expires.
            Log.NotRenewed(logger, exception.Message);
        }
    }

    private void TakeAddress()
    {
        var observer = cluster.CreateObjectReference<IGatewayObserver>(receiver);
        receiver.Address = new GatewayAddress(observer, silo?.SiloAddress);
        _storedIn = default;
    }

    // Each renewal goes on its way whether the one before was answered or not: it may have gone to a silo that stands still.
    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                _ = RenewOnceAsync(receiver.Address!);
                await Task.Delay(_known.Task.IsCompleted ? GatewayDirectoryGrain.RenewEvery : FirstTryEvery, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task RenewOnceAsync(GatewayAddress address)
    {
        try
        {
            Guid storedIn;
            lock (_gate)
            {
                storedIn = _storedIn;
            }

            var answer = await Directory.RenewAsync(address, storedIn);
            lock (_gate)
            {
                if (!address.Equals(receiver.Address) || _stopping.IsCancellationRequested)
                {
                    return;
                }

                if (answer.IsGivenUp)
                {
                    TakeAddress();
                }
                else
                {
                    _storedIn = answer.StoredIn;
                }
            }

            if (answer.IsGivenUp)
            {
                BeginAnew(address);
            }
            else
            {
                _known.TrySetResult();
            }
        }
        catch (Exception exception)
        {
            // No silo, or a busy one: sessions go on, and the next try is soon.
            Log.NotRenewed(logger, exception.Message);
        }
    }

    private void BeginAnew(GatewayAddress abandoned)
    {
        Log.GivenUp(logger, sessions.Count);
        sessions.EndAll(abandoned);
        cluster.DeleteObjectReference<IGatewayObserver>(abandoned.Observer);
        if (!_stopping.IsCancellationRequested)
        {
            _ = RenewOnceAsync(receiver.Address!);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2601, LogLevel.Debug, "The gateway's entry in the cluster was not renewed: {Reason}")]
        public static partial void NotRenewed(ILogger logger, string reason);

        [LoggerMessage(2602, LogLevel.Warning, "The cluster gave this gateway up, for it did not answer; its {Count} sessions are ended.")]
        public static partial void GivenUp(ILogger logger, int count);
    }
}
