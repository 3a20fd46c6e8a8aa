using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// Keeps the gateways in memory: after the death of its silo they tell the next activation within <see cref="RenewEvery"/>, and until then that one answers
/// nobody, so that no answer misses a gateway.
/// </summary>
internal sealed class GatewayDirectoryGrain(ISiloStatusOracle membership, TimeProvider time) : Grain, IGatewayDirectoryGrain
{
    /// <summary>How often gateways renew their entry.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);

    /// <summary>How long an entry lasts.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan LearnFor = RenewEvery + TimeSpan.FromSeconds(1);

    private readonly Dictionary<GatewayAddress, long> _gateways = [];
    private readonly Dictionary<GatewayAddress, long> _lost = [];
    private readonly long _activated = time.GetTimestamp();

    public Task<bool> RenewAsync(GatewayAddress gateway)
    {
        Trim();
        if (_lost.ContainsKey(gateway))
        {
            return Task.FromResult(false);
        }

        _gateways[gateway] = time.GetTimestamp();
        return Task.FromResult(true);
    }

    public Task RemoveAsync(GatewayAddress gateway)
    {
        _gateways.Remove(gateway);
        return Task.CompletedTask;
    }

    public Task ReportLostAsync(GatewayAddress gateway)
    {
        _gateways.Remove(gateway);
        _lost[gateway] = time.GetTimestamp();
        return Task.CompletedTask;
    }

    public async Task<GatewayAddress[]> GetAsync()
    {
        var learning = LearnFor - time.GetElapsedTime(_activated);
        if (learning > TimeSpan.Zero)
        {
            await Task.Delay(learning, time);
        }

        Trim();
        return [.. _gateways.Keys];
    }

    private void Trim()
    {
        foreach (var (gateway, renewed) in _gateways.ToArray())
        {
            if (time.GetElapsedTime(renewed) > Lease || (gateway.Silo is { } silo && membership.IsDeadSilo(silo)))
            {
                _gateways.Remove(gateway);
                _lost[gateway] = time.GetTimestamp();
            }
        }

        foreach (var (gateway, since) in _lost.ToArray())
        {
            if (time.GetElapsedTime(since) > PushLanes.RememberDead)
            {
                _lost.Remove(gateway);
            }
        }
    }
}
