using System.Runtime.InteropServices;
using Mqant.Gateway.Groups;
using Mqant.Gateway.Lanes;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Push;

/// <summary>Takes what silos send to this gateway: messages, groups, watches, closes and replies that went ahead.</summary>
internal sealed class LaneReceiver(
    SessionRegistry sessions, GroupRegistry groups, WatcherNotifier watchers, ReceivingLanes lanes, DroppedItems dropped, SessionQueries queries, TimeProvider time)
    : IGatewayObserver, ILocalGateway
{
    // A batch for large groups can take long: what is left after this waits for the next call, so that the silo hears of this gateway in time.
    private static readonly TimeSpan DeliveryBudget = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AcknowledgementPatience = TimeSpan.FromSeconds(30);

    // Whoever asks waits 2 s.
    private static readonly TimeSpan GroupPatience = TimeSpan.FromSeconds(2);

    /// <summary>This gateway's address, once it has one.</summary>
    public GatewayAddress? Address { get; set; }

    int ILocalGateway.SessionCount => sessions.Count;

    IGatewayObserver ILocalGateway.Observer => this;

    public Task<LaneAck> DeliverAsync(LaneBatch batch) => Task.FromResult(Deliver(batch));

    public Task PingAsync() => Task.CompletedTask;

    public Task<bool> ApplyAsync(long sessionId, uint epoch, SessionChanges changes) =>
        Task.FromResult(sessions.Find(sessionId)?.Apply(epoch, changes) ?? false);

    public Task<SessionSnapshot?> FindAsync(long sessionId, uint epoch)
    {
        var session = sessions.Find(sessionId);
        return Task.FromResult(session?.Check(epoch) == Binding.Valid ? session.Snapshot : null);
    }

    public Task<bool> HasLeftAsync(long sessionId) => Task.FromResult(sessions.Find(sessionId)?.IsLeaving ?? true);

    public Task<BindOutcome> BindAsync(long sessionId, uint epoch, string userId, bool store, SessionRights? rights) =>
        sessions.Find(sessionId)?.BindAsync(epoch, userId, store, rights) ?? Task.FromResult(new BindOutcome(null, GameErrors.NoSession));

    public Task<string?> RenewAsync(long sessionId, string token) => sessions.Find(sessionId)?.RenewAsync(token) ?? Task.FromResult<string?>(GameErrors.NoSession);

    public async Task<bool> WhenAcknowledgedAsync(Guid lane, long position)
    {
        try
        {
            using var patience = new CancellationTokenSource(AcknowledgementPatience, time);
            var receiving = lanes.Get(lane);
            await receiving.WhenReadAsync(position).WaitAsync(patience.Token);
            return await receiving.TakeConfirmation(position).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async Task<GroupPart> GetGroupAsync(string group, Guid lane, long position, bool withMembers)
    {
        await lanes.Get(lane).WhenReadAsync(position).WaitAsync(GroupPatience, time);
        if (groups.Find(group) is not { } found)
        {
            return new GroupPart(0, []);
        }

        var members = new List<GroupMember>();
        if (withMembers)
        {
            foreach (var member in found.GetMembers())
            {
                if (member is { Session: var session, Epoch: var epoch } && session.Check(epoch) == Binding.Valid)
                {
                    var snapshot = session.Snapshot;
                    members.Add(new GroupMember(new SessionRef(snapshot.Gateway, snapshot.SessionId, epoch), snapshot.UserId));
                }
            }
        }

        return new GroupPart(found.Count, [.. members]);
    }

    public Task<PlayerSummary[]> FindPlayersAsync(PlayerQuery query) => Task.FromResult(queries.Find(query));

    public Task<SessionDescription?> DescribeAsync(long sessionId) => Task.FromResult(queries.Describe(sessionId));

    public Task<GroupSummary[]> FindGroupsAsync(string search) => Task.FromResult(queries.FindGroups(search));

    public LaneAck Deliver(LaneBatch batch)
    {
        // What the batch has for a client leaves together.
        using var held = Departures.Hold();
        var lane = lanes.Get(batch.Lane);
        var gone = new List<SessionAddress>();
        var first = batch.Last - batch.Items.Length + 1;
        var started = time.GetTimestamp();

        // A batch can be sent again while the gateway is still at it.
        lock (lane.Delivering)
        {
            lane.Contact = started;
            for (var i = 0; i < batch.Items.Length && time.GetElapsedTime(started) < DeliveryBudget; i++)
            {
                // A batch that is sent again begins with items that were delivered before.
                if (first + i > lane.Read)
                {
                    TryDeliver(lane, first + i, batch.Items[i], batch.GetTraceParent(first + i), gone);
                    lane.Advance(first + i);
                    Departures.DepartIfDue();
                }
            }

            // The silo dropped what is missing.
            if (batch.Items.Length == 0)
            {
                lane.Advance(batch.Last);
            }

            return new LaneAck { Gone = SessionAddress.Pack(CollectionsMarshal.AsSpan(gone)), Read = lane.Read };
        }
    }

    // One that fails would otherwise be sent again and again, with all that comes behind it.
    private void TryDeliver(ReceivingLane lane, long position, LaneItem item, string? traceParent, List<SessionAddress> gone)
    {
        using var span = traceParent is null ? null : PushSpans.Start(item, traceParent);
        try
        {
            Deliver(lane, position, item, gone);
        }
        catch (Exception exception)
        {
            span?.SetOutcome(CallOutcome.Failed, exception);
            dropped.Add(item, DroppedItems.Failed, exception);
        }
    }

    private void Deliver(ReceivingLane lane, long position, LaneItem item, List<SessionAddress> gone)
    {
        switch (item)
        {
            case PushItem { Confirm: true } push:
                lane.AddConfirmation(position, DeliverConfirmed(push, gone));
                break;
            case PushItem push:
                Deliver(push, gone);
                break;
            case GroupPushItem push:
                Deliver(push);
                break;
            case GroupMemberItem change:
                Change(change);
                break;
            case BroadcastItem broadcast:
                Broadcast(broadcast);
                break;
            case ModulePushItem push:
                Deliver(push);
                break;
            case WatchItem watch:
                Watch(watch, gone);
                break;
            case CloseItem close:
                Close(close);
                break;
            case EarlyRepliesItem early:
                sessions.Find(early.SessionId)?.FinishEarly(early.Batch, early.First, early.Replies);
                break;
        }
    }

    private void Deliver(PushItem push, List<SessionAddress> gone)
    {
        var message = new OutboundMessage(push.Topic, push.Payload, push.QualityOfService) { IsLatest = push.IsLatest };
        foreach (var address in SessionAddress.Unpack(push.Sessions))
        {
            if (sessions.Find(address.Id) is not { } session || !session.TrySend(address.Epoch, message))
            {
                gone.Add(address);
            }
        }

        ThrowIfFailed(message);
    }

    private Task<bool> DeliverConfirmed(PushItem push, List<SessionAddress> gone)
    {
        var message = new OutboundMessage(push.Topic, push.Payload, push.QualityOfService);
        var acknowledged = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var address = SessionAddress.Unpack(push.Sessions)[0];
        if (FindBound(address) is { } session)
        {
            session.WhenDecided(address.Epoch, () =>
            {
                if (!session.IsBound(address.Epoch) || !session.TryWrite(message, acknowledged))
                {
                    acknowledged.TrySetResult(false);
                }
            });
        }
        else
        {
            acknowledged.TrySetResult(false);
            gone.Add(address);
        }

        return acknowledged.Task;
    }

    private void Deliver(GroupPushItem push)
    {
        if (groups.Find(push.GroupName) is not { } group)
        {
            groups.ReportEmpty(push.GroupName, Address!);
            return;
        }

        var message = new OutboundMessage(push.Topic, push.Payload);
        foreach (var member in group.GetMembers())
        {
            if (member is not null && member.Session.Number != push.Except)
            {
                member.Session.TrySend(member.Epoch, message);
            }
        }

        ThrowIfFailed(message);
    }

    // Each session once, whichever way it is one of the module's players.
    private void Deliver(ModulePushItem push)
    {
        var message = new OutboundMessage(push.Topic, push.Payload);
        var members = new HashSet<long>();
        foreach (var address in SessionAddress.Unpack(push.Sessions))
        {
            members.Add(address.Id);
            sessions.Find(address.Id)?.TrySend(address.Epoch, message);
        }

        foreach (var session in sessions.All)
        {
            if (session.IsOpen && !members.Contains(session.Number) && session.HasCalled(push.Module))
            {
                session.TryWrite(message);
            }
        }

        ThrowIfFailed(message);
    }

    private void Change(GroupMemberItem change)
    {
        foreach (var address in SessionAddress.Unpack(change.Sessions))
        {
            if (FindBound(address) is not { } session)
            {
                continue;
            }

            if (change.On)
            {
                groups.Join(change.GroupName, session, address.Epoch);
            }
            else
            {
                groups.Leave(change.GroupName, session);
            }
        }

        if (groups.Find(change.GroupName) is null)
        {
            groups.ReportEmpty(change.GroupName, Address!);
        }
    }

    private void Broadcast(BroadcastItem broadcast)
    {
        var message = new OutboundMessage(broadcast.Topic, broadcast.Payload);
        foreach (var session in sessions.All)
        {
            if (session.IsOpen)
            {
                session.TryWrite(message);
            }
        }

        ThrowIfFailed(message);
    }

    private void Watch(WatchItem watch, List<SessionAddress> gone)
    {
        var address = new SessionAddress(watch.SessionId, watch.Epoch);
        if (FindBound(address) is not { } session)
        {
            gone.Add(address);
            if (watch.On)
            {
                // An acknowledgement can come too late, and the item is not read a second time.
                watchers.Notify(Address!, [(address, watch.Watcher)], SessionEndReason.ConnectionLost);
            }

            return;
        }

        session.WhenDecided(watch.Epoch, () =>
        {
            if (!session.Watch(watch.Epoch, watch.Watcher, watch.On) && watch.On)
            {
                watchers.Notify(session.Snapshot.Gateway, [(address, watch.Watcher)], SessionEndReason.Unbound);
            }
        });
    }

    private void Close(CloseItem close)
    {
        if (FindBound(new SessionAddress(close.SessionId, close.Epoch)) is { } session)
        {
            session.WhenDecided(close.Epoch, () =>
            {
                if (session.IsBound(close.Epoch))
                {
                    End(session, close);
                }
            });
        }
    }

    // After it was given to all: clients of other wire formats have it.
    private static void ThrowIfFailed(OutboundMessage message)
    {
        if (message.Failure is { } failure)
        {
            throw new InvalidOperationException($"A client protocol could not encode the message on topic '{message.Topic}'.", failure);
        }
    }

    // The session, where the binding is valid or may become so.
    private ClientSession? FindBound(SessionAddress address) =>
        sessions.Find(address.Id) is { } session && session.Check(address.Epoch) != Binding.Gone ? session : null;

    private static void End(ClientSession session, CloseItem close)
    {
        // Who has logged in since then, or out, holds another id than the one that was taken over.
        if (close.ClientId is { } taken && !session.MayHold(taken))
        {
            return;
        }

        if (close.Kick is { } reason)
        {
            session.Dismiss(reason, close.Reason);
        }
        else
        {
            session.Close(close.Reason);
        }
    }
}
