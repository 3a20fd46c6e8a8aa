using System.Threading.Channels;

namespace Mqant.Tests.Core;

/// <summary>A gateway that takes what silos send and says nothing until it is told to.</summary>
internal sealed class SilentGateway : IGatewayObserver
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<TaskCompletionSource<GroupPart>> _counts = Channel.CreateUnbounded<TaskCompletionSource<GroupPart>>();
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SilentGateway(IGrainFactory grains) => Address = new GatewayAddress(grains.CreateObjectReference<IGatewayObserver>(this), silo: null);

    public GatewayAddress Address { get; }

    /// <summary>Completes when the first batch has arrived.</summary>
    public Task Asked => _asked.Task;

    /// <summary>The next question for the members of a group; it waits for its answer.</summary>
    public Task<TaskCompletionSource<GroupPart>> NextCountAsync() =>
        _counts.Reader.ReadAsync().AsTask().WithinDeadline("a question for the members of a group");

    public void Answer() => _answer.TrySetResult();

    async Task<LaneAck> IGatewayObserver.DeliverAsync(LaneBatch batch)
    {
        _asked.TrySetResult();
        await _answer.Task;
        return new LaneAck { Gone = default, Read = batch.Last };
    }

    Task IGatewayObserver.PingAsync() => _answer.Task;

    Task<bool> IGatewayObserver.ApplyAsync(long sessionId, uint epoch, SessionChanges changes) => throw new NotSupportedException();

    Task<SessionSnapshot?> IGatewayObserver.FindAsync(long sessionId, uint epoch) => throw new NotSupportedException();

    Task<bool> IGatewayObserver.HasLeftAsync(long sessionId) => throw new NotSupportedException();

    Task<BindOutcome> IGatewayObserver.BindAsync(long sessionId, uint epoch, string userId, bool store, SessionRights? rights) => throw new NotSupportedException();

    Task<string?> IGatewayObserver.RenewAsync(long sessionId, string token) => throw new NotSupportedException();

    Task<bool> IGatewayObserver.WhenAcknowledgedAsync(Guid lane, long position) => throw new NotSupportedException();

    async Task<PlayerSummary[]> IGatewayObserver.FindPlayersAsync(PlayerQuery query)
    {
        await _answer.Task;
        return [];
    }

    Task<SessionDescription?> IGatewayObserver.DescribeAsync(long sessionId) => throw new NotSupportedException();

    Task<GroupSummary[]> IGatewayObserver.FindGroupsAsync(string search) => throw new NotSupportedException();

    Task<GroupPart> IGatewayObserver.GetGroupAsync(string group, Guid lane, long position, bool withMembers)
    {
        var count = new TaskCompletionSource<GroupPart>(TaskCreationOptions.RunContinuationsAsynchronously);
        _counts.Writer.TryWrite(count);
        return count.Task;
    }
}
