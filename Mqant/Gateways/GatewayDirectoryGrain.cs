using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// Keeps the gateways, also in storage, so that after the death of its silo the next activation misses none. An entry belongs to its gateway and expires when that
/// does not renew it.
/// </summary>
internal sealed class GatewayDirectoryGrain(
    [PersistentState("gateways", GatewayDirectoryGrain.StorageName)] IPersistentState<HashSet<GatewayAddress>> stored,
    ISiloStatusOracle membership,
    TimeProvider time) : Grain, IGatewayDirectoryGrain
{
    /// <summary>Storage in which nothing expires: an entry is written when the set changes, which may be months ago.</summary>
    public const string StorageName = "MqantGateways";

    /// <summary>How often gateways renew their entry.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long an entry lasts.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(8);

    private readonly Dictionary<GatewayAddress, long> _renewed = [];
    private readonly Dictionary<GatewayAddress, long> _lost = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var gateway in stored.State)
        {
            _renewed[gateway] = time.GetTimestamp();
        }

        return Task.CompletedTask;
    }

    public async Task<bool> RenewAsync(GatewayAddress gateway, bool known)
    {
        Trim();
        if (_lost.ContainsKey(gateway) || (known && !_renewed.ContainsKey(gateway)))
        {
            return false;
        }

        _renewed[gateway] = time.GetTimestamp();
        await StoreAsync();
        return true;
    }

    public Task RemoveAsync(GatewayAddress gateway)
    {
        _renewed.Remove(gateway);
        return StoreAsync();
    }

    public Task ReportLostAsync(GatewayAddress gateway)
    {
        _lost[gateway] = time.GetTimestamp();
        return RemoveAsync(gateway);
    }

    public Task<GatewayAddress[]> GetAsync()
    {
        Trim();
        return Task.FromResult(_renewed.Keys.ToArray());
    }

    private void Trim()
    {
        foreach (var (gateway, renewed) in _renewed)
        {
            if (time.GetElapsedTime(renewed) > Lease || (gateway.Silo is { } silo && membership.IsDeadSilo(silo)))
            {
                _renewed.Remove(gateway);
                _lost[gateway] = time.GetTimestamp();
            }
        }

        foreach (var (gateway, since) in _lost)
        {
            if (time.GetElapsedTime(since) > PushLanes.RememberDead)
            {
                _lost.Remove(gateway);
            }
        }
    }

    // Gateways come and go rarely. A write that fails is made up for at the next call.
    private async Task StoreAsync()
    {
        if (stored.State.SetEquals(_renewed.Keys))
        {
            return;
        }

        var before = stored.State;
        stored.State = [.. _renewed.Keys];
        try
        {
            await stored.WriteAsOnlyWriterAsync();
        }
        catch
        {
            stored.State = before;
            throw;
        }
    }
}
