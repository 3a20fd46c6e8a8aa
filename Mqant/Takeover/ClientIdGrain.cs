using Orleans.Runtime;

namespace Mqant;

/// <summary>Holds a share of the client ids in memory. When its silo is lost the gateways tell the next activation who holds them.</summary>
[GrainType(KnownGrains.ClientId), KeepAlive]
internal sealed class ClientIdGrain(PushLanes lanes, ISiloStatusOracle silo) : Grain, IClientIdGrain
{
    private readonly Dictionary<ClientIdHash, SessionRef> _holders = [];

    public Task ClaimAsync(ClientIdClaim[] claims)
    {
        foreach (var (id, session) in claims)
        {
            if (_holders.TryGetValue(id, out var holder) && !holder.IsSameConnection(session))
            {
                Close(holder);
            }

            _holders[id] = session;
        }

        return Task.CompletedTask;
    }

    public Task RestoreAsync(ClientIdClaim[] claims)
    {
        silo.ThrowIfStopping();
        foreach (var (id, session) in claims)
        {
            if (!_holders.TryAdd(id, session) && !_holders[id].IsSameConnection(session))
            {
                Close(session);
            }
        }

        return Task.CompletedTask;
    }

    public Task ReleaseAsync(ClientIdClaim[] claims)
    {
        foreach (var (id, session) in claims)
        {
            if (_holders.TryGetValue(id, out var holder) && holder.IsSameConnection(session))
            {
                _holders.Remove(id);
            }
        }

        return Task.CompletedTask;
    }

    private void Close(SessionRef session) => lanes.Get(session.Gateway).Enqueue(
        new CloseItem { SessionId = session.SessionId, Epoch = CloseItem.AnyEpoch, Reason = SessionEndReason.TakenOver });
}
