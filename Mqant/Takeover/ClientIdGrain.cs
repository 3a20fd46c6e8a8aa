using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>Holds a share of the client ids in memory. When its silo is lost the gateways tell the next activation who holds them.</summary>
[GrainType(ClientIdGrains.Grain), KeepAlive]
internal sealed partial class ClientIdGrain(PushLanes lanes, GatewayDirectory gateways, ISiloStatusOracle silo, ILogger<ClientIdGrain> logger) : Grain, IClientIdGrain
{
    /// <summary>How often the ids are given back that sessions of lost gateways held.</summary>
    internal static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly Dictionary<ClientIdHash, SessionRef> _holders = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Claims do not wait for the directory of gateways.
        this.RegisterGrainTimer(SweepAsync, new() { DueTime = SweepEvery, Period = SweepEvery, Interleave = true });
        return Task.CompletedTask;
    }

    public Task ClaimAsync(ClientIdClaim[] claims)
    {
        foreach (var (id, session) in claims)
        {
            if (_holders.TryGetValue(id, out var holder) && !holder.IsSameConnection(session))
            {
                Close(id, holder);
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
                Close(id, session);
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

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var lost = (await gateways.FindLostAsync(_holders.Values.Select(session => session.Gateway).Distinct())).ToHashSet();
            foreach (var (id, session) in _holders)
            {
                if (lost.Contains(session.Gateway))
                {
                    _holders.Remove(id);
                }
            }
        }
        catch (Exception exception)
        {
            Log.NotSwept(logger, exception.Message);
        }
    }

    private void Close(ClientIdHash id, SessionRef session) => lanes.Get(session.Gateway).Enqueue(
        new CloseItem { SessionId = session.SessionId, Epoch = CloseItem.AnyEpoch, Reason = SessionEndReason.TakenOver, ClientId = id });

    private static partial class Log
    {
        [LoggerMessage(1601, LogLevel.Debug, "Client ids of lost gateways were not given back and will be later: {Reason}")]
        public static partial void NotSwept(ILogger logger, string reason);
    }
}
