using Microsoft.Extensions.Options;
using Mqant.Gateway.Calls;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Identity;

/// <summary>Client ids that sessions of this gateway hold in the cluster, so that a newer connection with the same one replaces them.</summary>
internal sealed partial class ClientIds
{
    private readonly ILogger _logger;
    private readonly CallBatcher<ClientIdClaim>[] _claims;
    private readonly CallBatcher<ClientIdClaim>[] _restored;
    private readonly CallBatcher<ClientIdClaim>[] _released;

    private readonly ClientIdTakeover _takeover;

    public ClientIds(IGrainFactory grains, BackgroundCalls calls, IOptions<GatewayOptions> options, LineLimiter lines, ILogger<ClientIds> logger)
    {
        _logger = lines.Limit(logger);
        _takeover = options.Value.ClientIdTakeover;
        _claims = ForShards(shard => claims => ClaimAsync(grains.GetClientIds(shard), claims));
        _restored = ForShards(shard => claims => calls.RunAsync(() => grains.GetClientIds(shard).RestoreAsync(claims)));
        _released = ForShards(shard => claims => calls.RunAsync(() => grains.GetClientIds(shard).ReleaseAsync(claims)));
    }

    /// <summary>A client id as it counts for a session: within its user or, for guests, one address, for a stranger's id is easily guessed. Null where ids are not compared.</summary>
    public ClientIdHash? Scope(SessionSnapshot session, string clientId) => _takeover switch
    {
        ClientIdTakeover.Always => ClientIdHash.Of("all", "", clientId),
        ClientIdTakeover.Auto when session.IsGuest => ClientIdHash.Of("guest", session.RemoteAddress, clientId),
        ClientIdTakeover.Auto => ClientIdHash.Of("user", session.UserId, clientId),
        _ => null,
    };

    /// <summary>Takes the id for a session that was bound to somebody else while it was open, and gives back the one that it had.</summary>
    public async Task ChangeAsync(ClientSession session, ClientIdHash before, ClientIdHash now)
    {
        var reference = session.Snapshot.Ref;
        Release(new ClientIdClaim(before, reference));
        var claim = new ClientIdClaim(now, reference);
        await ClaimAsync(claim);

        // Its end, or another change, may have given it back before it was claimed.
        if (session.HasEnded || !session.MayHold(now))
        {
            Release(claim);
        }
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
