namespace Mqant;

/// <summary>Holds a share of the client ids in memory. After its silo died the ids are free until they are claimed again.</summary>
internal sealed class ClientIdGrain(PushLanes lanes) : Grain, IClientIdGrain
{
    private readonly Dictionary<ClientIdHash, SessionRef> _holders = [];

    public Task ClaimAsync(ClientIdHash id, SessionRef session)
    {
        if (_holders.TryGetValue(id, out var holder) && !holder.IsSameConnection(session))
        {
            lanes.Get(holder.Gateway).Enqueue(
                new CloseItem { SessionId = holder.SessionId, Epoch = CloseItem.AnyEpoch, Reason = SessionEndReason.TakenOver });
        }

        _holders[id] = session;
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(ClientIdHash id, SessionRef session)
    {
        if (_holders.TryGetValue(id, out var holder) && holder.IsSameConnection(session))
        {
            _holders.Remove(id);
        }

        return Task.CompletedTask;
    }
}
