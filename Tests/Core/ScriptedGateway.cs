using System.Reflection;
using Orleans.Runtime;

namespace Mqant.Tests.Core;

/// <summary>A gateway that answers what silos send as its test says. It is called without a message, so that no time-out of Orleans interferes.</summary>
internal sealed class ScriptedGateway : IGatewayObserver, IGrainBase
{
    private readonly Func<LaneBatch, Task<LaneAck>> _deliver;

    public ScriptedGateway(Func<LaneBatch, Task<LaneAck>> deliver)
    {
        _deliver = deliver;
        GrainContext = DispatchProxy.Create<IGrainContext, Context>();
        ((Context)GrainContext).Id = GrainId.Create("scripted", Guid.NewGuid().ToString("N"));
    }

    public IGrainContext GrainContext { get; }

    public static LaneAck Read(LaneBatch batch) => new() { Gone = default, Read = batch.Last };

    Task<LaneAck> IGatewayObserver.DeliverAsync(LaneBatch batch) => _deliver(batch);

    Task IGatewayObserver.PingAsync() => throw new NotSupportedException();

    Task<bool> IGatewayObserver.ApplyAsync(long sessionId, uint epoch, SessionChanges changes) => throw new NotSupportedException();

    Task<SessionSnapshot?> IGatewayObserver.FindAsync(long sessionId, uint epoch) => throw new NotSupportedException();

    Task<bool> IGatewayObserver.HasLeftAsync(long sessionId) => throw new NotSupportedException();

    Task<BindOutcome> IGatewayObserver.BindAsync(long sessionId, uint epoch, string userId, bool store, SessionRights? rights) => throw new NotSupportedException();

    Task<string?> IGatewayObserver.RenewAsync(long sessionId, string token) => throw new NotSupportedException();

    Task<bool> IGatewayObserver.WhenAcknowledgedAsync(Guid lane, long position) => throw new NotSupportedException();

    Task<PlayerSummary[]> IGatewayObserver.FindPlayersAsync(PlayerQuery query) => throw new NotSupportedException();

    Task<SessionDescription?> IGatewayObserver.DescribeAsync(long sessionId) => throw new NotSupportedException();

    Task<GroupSummary[]> IGatewayObserver.FindGroupsAsync(string search) => throw new NotSupportedException();

    Task<GroupPart> IGatewayObserver.GetGroupAsync(string group, Guid lane, long position, bool withMembers) => throw new NotSupportedException();

    private class Context : DispatchProxy
    {
        public GrainId Id { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == "get_GrainId" ? Id : throw new NotSupportedException(targetMethod.Name);
    }
}
