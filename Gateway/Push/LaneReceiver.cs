using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Mqant.Gateway.Dispatch;
using Mqant.Gateway.Sessions;

namespace Mqant.Gateway.Push;

/// <summary>Takes what silos send to this gateway: messages, watches, closes and replies that went ahead.</summary>
internal sealed class LaneReceiver(SessionRegistry sessions, WatcherNotifier watchers, TimeProvider time) : IGatewayObserver, ILocalGateway
{
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, ReceivingLane> _lanes = new();

    /// <summary>This gateway's address, once it has one.</summary>
    public GatewayAddress? Address { get; set; }

    public Task<LaneAck> DeliverAsync(LaneBatch batch) => Task.FromResult(Deliver(batch));

    public Task<bool> ApplyAsync(long sessionId, uint epoch, SessionChanges changes) =>
        Task.FromResult(sessions.Find(sessionId)?.Apply(epoch, changes) ?? false);

    public LaneAck Deliver(LaneBatch batch)
    {
        var lane = Get(batch.Lane);
        var gone = new List<SessionAddress>();
        var first = batch.Last - batch.Items.Length + 1;
        lane.Contact = time.GetTimestamp();
        for (var i = 0; i < batch.Items.Length; i++)
        {
            // A batch that is sent again begins with items that were delivered before.
            if (first + i > lane.Read)
            {
                Deliver(batch.Items[i], gone);
                lane.Advance(first + i);
            }
        }

        return new LaneAck { Gone = SessionAddress.Pack(CollectionsMarshal.AsSpan(gone)) };
    }

    /// <summary>Completes when the lane was read up to a position.</summary>
    public Task WhenReadAsync(Guid lane, long position) => Get(lane).WhenReadAsync(position);

    /// <summary>Forgets lanes whose silo has been silent for long.</summary>
    public void Trim()
    {
        foreach (var lane in _lanes)
        {
            if (time.GetElapsedTime(lane.Value.Contact) > ForgetAfter)
            {
                _lanes.TryRemove(lane);
            }
        }
    }

    private ReceivingLane Get(Guid id) => _lanes.GetOrAdd(id, static (_, time) => new ReceivingLane(time.GetTimestamp()), time);

    private void Deliver(LaneItem item, List<SessionAddress> gone)
    {
        switch (item)
        {
            case PushItem push:
                Deliver(push, gone);
                break;
            case WatchItem watch:
                Watch(watch, gone);
                break;
            case CloseItem close:
                Close(close);
                break;
            case EarlyRepliesItem early:
                if (sessions.Find(early.SessionId) is { } session && session.FindBatch(early.Batch) is { } call)
                {
                    CallDispatcher.CompleteEarly(session, call, early.Replies);
                }

                break;
        }
    }

    private void Deliver(PushItem push, List<SessionAddress> gone)
    {
        var message = new OutboundMessage(push.Topic, push.Payload, push.QualityOfService) { IsLatest = push.IsLatest };
        foreach (var address in SessionAddress.Unpack(push.Sessions))
        {
            var session = sessions.Find(address.Id);
            switch (session?.Check(address.Epoch) ?? Binding.Gone)
            {
                case Binding.Valid:
                    session!.Connection.TrySend(message);
                    break;
                case Binding.Pending:
                    session!.WhenDecided(address.Epoch, () =>
                    {
                        if (session.Check(address.Epoch) == Binding.Valid)
                        {
                            session.Connection.TrySend(message);
                        }
                    });
                    break;
                default:
                    gone.Add(address);
                    break;
            }
        }
    }

    private void Watch(WatchItem watch, List<SessionAddress> gone)
    {
        var address = new SessionAddress(watch.SessionId, watch.Epoch);
        var session = sessions.Find(watch.SessionId);
        switch (session?.Check(watch.Epoch) ?? Binding.Gone)
        {
            case Binding.Valid when session!.Watch(watch.Epoch, watch.Watcher, watch.On):
                break;
            case Binding.Pending:
                session!.WhenDecided(watch.Epoch, () =>
                {
                    if (!session.Watch(watch.Epoch, watch.Watcher, watch.On) && watch.On)
                    {
                        watchers.Notify(Address!, [(address, watch.Watcher)], SessionEndReason.Unbound);
                    }
                });
                break;
            default:
                gone.Add(address);
                break;
        }
    }

    private void Close(CloseItem close)
    {
        var session = sessions.Find(close.SessionId);
        switch (session?.Check(close.Epoch) ?? Binding.Gone)
        {
            case Binding.Valid:
                End(session!, close);
                break;
            case Binding.Pending:
                session!.WhenDecided(close.Epoch, () =>
                {
                    if (session.Check(close.Epoch) == Binding.Valid)
                    {
                        End(session, close);
                    }
                });
                break;
        }
    }

    private static void End(ClientSession session, CloseItem close)
    {
        if (close.Kick is { } reason)
        {
            session.Connection.TrySend(new OutboundMessage("Session/OnKick", ModuleJson.Encode(new Notice(reason))));
        }

        session.Connection.Close(close.Reason);
        session.End(close.Reason);
    }
}
