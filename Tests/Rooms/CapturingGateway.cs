using System.Threading.Channels;
using Mqant.Tests.Infrastructure;

namespace Mqant.Tests.Rooms;

/// <summary>A gateway of which nothing is real but what silos send to it.</summary>
internal sealed class CapturingGateway : IGatewayObserver
{
    private readonly Channel<LaneBatch> _batches = Channel.CreateUnbounded<LaneBatch>();
    private readonly SemaphoreSlim _pings = new(0);
    private readonly GatewayAddress _address;

    public CapturingGateway(IGrainFactory grains) => _address = new GatewayAddress(grains.CreateObjectReference<IGatewayObserver>(this), silo: null);

    public Session CreateSession(long id) => CreateSession(new SessionRef(_address, id, 0));

    public static Session CreateSession(SessionRef reference) => new(
        new SessionSnapshot
        {
            Gateway = reference.Gateway,
            SessionId = reference.SessionId,
            Epoch = reference.Epoch,
            UserId = "",
            RemoteAddress = "192.0.2.1",
            Transport = "memory",
            Settings = [],
        },
        services: null,
        call: null);

    public async Task<LaneBatch> NextBatchAsync(Predicate<LaneBatch> match)
    {
        while (true)
        {
            var batch = await _batches.Reader.ReadAsync().AsTask().WithinDeadline("a batch");
            if (match(batch))
            {
                return batch;
            }
        }
    }

    /// <summary>Completes when it was asked once more whether it lives.</summary>
    public Task NextPingAsync() => _pings.WaitAsync().WithinDeadline("a ping");

    Task<LaneAck> IGatewayObserver.DeliverAsync(LaneBatch batch)
    {
        _batches.Writer.TryWrite(batch);
        return Task.FromResult(new LaneAck { Gone = default, Read = batch.Last });
    }

    Task IGatewayObserver.PingAsync()
    {
        _pings.Release();
        return Task.CompletedTask;
    }

    Task<bool> IGatewayObserver.ApplyAsync(long sessionId, uint epoch, SessionChanges changes) => Task.FromResult(true);

    Task<SessionSnapshot?> IGatewayObserver.FindAsync(long sessionId, uint epoch) => throw new NotSupportedException();

    Task<bool> IGatewayObserver.HasLeftAsync(long sessionId) => throw new NotSupportedException();

    Task<BindOutcome> IGatewayObserver.BindAsync(long sessionId, uint epoch, string userId, bool store, SessionRights? rights) => throw new NotSupportedException();

    Task<string?> IGatewayObserver.RenewAsync(long sessionId, string token) => throw new NotSupportedException();

    Task<bool> IGatewayObserver.WhenAcknowledgedAsync(Guid lane, long position) => throw new NotSupportedException();

    Task<PlayerSummary[]> IGatewayObserver.FindPlayersAsync(PlayerQuery query) => throw new NotSupportedException();

    Task<SessionDescription?> IGatewayObserver.DescribeAsync(long sessionId) => throw new NotSupportedException();

    Task<GroupSummary[]> IGatewayObserver.FindGroupsAsync(string search) => throw new NotSupportedException();

    Task<GroupPart> IGatewayObserver.GetGroupAsync(string group, Guid lane, long position, bool withMembers) => throw new NotSupportedException();
}
