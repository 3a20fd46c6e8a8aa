using Mqant.Gateway.Calls;

namespace Mqant.Gateway.Identity;

/// <summary>Client ids that sessions of this gateway hold in the cluster, so that a newer connection with the same one replaces them.</summary>
internal sealed partial class ClientIds
{
    private readonly ILogger _logger;
    private readonly CallBatcher<ClientIdClaim>[] _claims;
    private readonly CallBatcher<ClientIdClaim>[] _restored;
    private readonly CallBatcher<ClientIdClaim>[] _released;

    public ClientIds(IGrainFactory grains, BackgroundCalls calls, LineLimiter lines, ILogger<ClientIds> logger)
    {
        _logger = lines.Limit(logger);
        _claims = ForShards(shard => claims => ClaimAsync(grains.GetClientIds(shard), claims));
        _restored = ForShards(shard => claims => calls.RunAsync(() => grains.GetClientIds(shard).RestoreAsync(claims)));
        _released = ForShards(shard => claims => calls.RunAsync(() => grains.GetClientIds(shard).ReleaseAsync(claims)));
    }

    /// <summary>Completes when the sessions are closed that had the id, or that was given up.</summary>
    public Task ClaimAsync(ClientIdClaim claim) => _claims[claim.Id.Shard].AddAsync(claim);

    /// <summary>Completes when it is known again who has the id, or that was given up.</summary>
    public Task RestoreAsync(ClientIdClaim claim) => _restored[claim.Id.Shard].AddAsync(claim);

    /// <summary>Gives an id back. Not before the claim has ended.</summary>
    public void Release(ClientIdClaim claim) => _released[claim.Id.Shard].AddAsync(claim);

    private static CallBatcher<ClientIdClaim>[] ForShards(Func<int, Func<ClientIdClaim[], Task>> send) =>
        [.. Enumerable.Range(0, ClientIdHash.Shards).Select(shard => new CallBatcher<ClientIdClaim>(send(shard)))];

    // Without a silo to ask, clients are let in all the same: a takeover missed is better than nobody connected.
    private async Task ClaimAsync(IClientIdGrain ids, ClientIdClaim[] claims)
    {
        try
        {
            await ids.ClaimAsync(claims);
        }
        catch (Exception exception) when (CallFailures.Explain(exception) is not null)
        {
            Log.ClaimFailed(_logger, claims.Length, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Warning, "{Count} client ids could not be claimed; sessions with the same ids stay open: {Reason}")]
        public static partial void ClaimFailed(ILogger logger, int count, string reason);
    }
}
