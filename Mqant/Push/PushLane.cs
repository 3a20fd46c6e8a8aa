using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Mqant;

/// <summary>
/// The way from this silo to one gateway. What grains send goes in the order sent, in acknowledged batches: one on its way while the next
/// gathers. A batch that is not answered is sent again until the gateway is known to be dead; the gateway delivers it once.
/// </summary>
internal sealed partial class PushLane(GatewayAddress gateway, PushLanes lanes) : IThreadPoolWorkItem
{
    /// <summary>Bytes that may gather while a batch is on its way; QoS 0 messages beyond it, to groups and everybody too, are dropped and counted.</summary>
    internal const long MaxGathered = 64 << 20;

    /// <summary>Beyond this, messages with QoS 1 are refused too. Everything else is small, and there is little of it for each session.</summary>
    internal const long MaxGatheredWithAcknowledged = 2 * MaxGathered;

    private readonly Lock _gate = new();
    private readonly Guid _id = Guid.NewGuid();

    // Arrays, for most sessions have one watcher or two.
    private readonly Dictionary<SessionAddress, GrainId[]> _watchers = [];
    private readonly Queue<(long Position, TaskCompletionSource Read)> _flushing = new();
    private Queue<LaneItem> _gathering = new();
    private long _read;
    private long _gatheredBytes;
    private long _last;
    private bool _pumping;
    private volatile bool _dead;
    private long _lastContact = lanes.Time.GetTimestamp();

    public GatewayAddress Gateway { get; } = gateway;

    public Guid Id => _id;

    /// <summary>Position of the item that was added last, 0 when there was none.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>Whether the gateway was given up.</summary>
    public bool IsDead => _dead;

    /// <summary>Whether the gateway has not answered for so long that it may be gone.</summary>
    public bool IsSilent => !_dead && lanes.Time.GetElapsedTime(Volatile.Read(ref _lastContact)) > PushLanes.AskAfter;

    /// <summary>Adds an item and returns its position, or 0 when the gateway is dead or the item was dropped.</summary>
    /// <exception cref="GatewayOverloadedException">There is no place for a message with QoS 1.</exception>
    public long Enqueue(LaneItem item)
    {
        lock (_gate)
        {
            return EnqueueLocked(item);
        }
    }

    /// <summary>Adds items side by side and returns the position of the last, or 0 when the gateway is dead or all were dropped.</summary>
    public long Enqueue(List<LaneItem> items)
    {
        lock (_gate)
        {
            if (_dead)
            {
                return 0;
            }

            var gathered = false;
            foreach (var item in items)
            {
                gathered |= TryGather(item);
            }

            if (!gathered)
            {
                return 0;
            }

            StartPump();
            return _last;
        }
    }

    /// <summary>Completes when the gateway has read what was added so far, or is lost.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            if (_dead || _read == _last)
            {
                return Task.CompletedTask;
            }

            var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushing.Enqueue((_last, read));
            return read.Task;
        }
    }

    /// <summary>Registers a watcher and returns the position of the item that says so, or 0 when the gateway is dead.</summary>
    public long Watch(SessionAddress session, GrainId watcher)
    {
        lock (_gate)
        {
            if (_dead)
            {
                return 0;
            }

            ref var grains = ref CollectionsMarshal.GetValueRefOrAddDefault(_watchers, session, out _);
            if (grains is null || Array.IndexOf(grains, watcher) < 0)
            {
                grains = [.. grains ?? [], watcher];
            }

            return EnqueueLocked(new WatchItem { SessionId = session.Id, Epoch = session.Epoch, Watcher = watcher, On = true });
        }
    }

    /// <summary>Forgets a watcher and says so to the gateway; false when it was not known (any more).</summary>
    public bool Unwatch(SessionAddress session, GrainId watcher)
    {
        lock (_gate)
        {
            if (!ForgetLocked(session, watcher))
            {
                return false;
            }

            EnqueueLocked(new WatchItem { SessionId = session.Id, Epoch = session.Epoch, Watcher = watcher, On = false });
            return true;
        }
    }

    /// <summary>Forgets a watcher; false when it was not known (any more).</summary>
    public bool Forget(SessionAddress session, GrainId watcher)
    {
        lock (_gate)
        {
            return ForgetLocked(session, watcher);
        }
    }

    /// <summary>Called every second: asks a silent gateway whether it lives. False once a dead one can be forgotten.</summary>
    public bool Check()
    {
        if (lanes.IsDead(Gateway))
        {
            Fail();
        }

        lock (_gate)
        {
            var silent = lanes.Time.GetElapsedTime(_lastContact);
            if (!_dead && silent > PushLanes.PingAfter)
            {
                StartPump();
            }

            return !_dead || silent < PushLanes.RememberDead;
        }
    }

    /// <summary>Adds what this lane holds.</summary>
    public LaneTotals AddTo(LaneTotals totals)
    {
        lock (_gate)
        {
            if (_dead)
            {
                return totals;
            }

            var behind = _last > _read ? lanes.Time.GetElapsedTime(Volatile.Read(ref _lastContact)) : TimeSpan.Zero;
            return new LaneTotals(
                totals.Lanes + 1,
                totals.Items + _last - _read,
                totals.Size + _gatheredBytes,
                Math.Max(totals.Largest, _gatheredBytes),
                behind > totals.Behind ? behind : totals.Behind);
        }
    }

    private long EnqueueLocked(LaneItem item)
    {
        if (_dead || !TryGather(item))
        {
            return 0;
        }

        StartPump();
        return _last;
    }

    private bool ForgetLocked(SessionAddress session, GrainId watcher)
    {
        if (!_watchers.TryGetValue(session, out var grains) || Array.IndexOf(grains, watcher) < 0)
        {
            return false;
        }

        if (grains.Length == 1)
        {
            _watchers.Remove(session);
        }
        else
        {
            _watchers[session] = Array.FindAll(grains, grain => !grain.Equals(watcher));
        }

        return true;
    }

    private bool TryGather(LaneItem item)
    {
        var size = item.Size;
        if ((_gatheredBytes > MaxGathered && !HasPlace(item)) || (size > lanes.MaxItemSize && IsTooLarge(item)))
        {
            return false;
        }

        _gathering.Enqueue(TracedItem.Of(item));
        _gatheredBytes += size;
        _last++;
        return true;
    }

    private bool HasPlace(LaneItem item)
    {
        switch (item)
        {
            case PushItem { QualityOfService: 0 } or GroupPushItem or BroadcastItem or ModulePushItem:
                lanes.Dropped.AddBacklog();
                return false;
            case PushItem when _gatheredBytes > MaxGatheredWithAcknowledged:
                throw new GatewayOverloadedException(
                    $"{_gatheredBytes} bytes wait for gateway {Gateway}, which does not keep up. Await messages with QoS 1 before sending more.");
            default:
                return true;
        }
    }

    // Orleans closes the connection over which it is to send a message that is too large: it must never come to that.
    private bool IsTooLarge(LaneItem item)
    {
        lanes.Dropped.Add(item, DroppedItems.TooLarge, new MessageTooLargeException($"{item.Size} bytes are more than a message between silo and gateway can hold."));
        return true;
    }

    private void StartPump()
    {
        if (!_pumping)
        {
            _pumping = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Advance(long read)
    {
        lock (_gate)
        {
            _read = Math.Max(_read, read);
            while (_flushing.TryPeek(out var waiter) && waiter.Position <= _read)
            {
                _flushing.Dequeue().Read.SetResult();
            }
        }
    }

    private void ReportGone(ReadOnlyMemory<byte> gone)
    {
        foreach (var session in SessionAddress.Unpack(gone))
        {
            GrainId[] watchers;
            lock (_gate)
            {
                watchers = _watchers.GetValueOrDefault(session, []);
            }

            lanes.Report(new SessionRef(Gateway, session), watchers, SessionEndReason.ConnectionLost);
        }
    }

    /// <summary>The gateway is gone: ends what is watched on it, and takes nothing for it any more.</summary>
    public void Fail()
    {
        KeyValuePair<SessionAddress, GrainId[]>[] watched;
        lock (_gate)
        {
            if (_dead)
            {
                return;
            }

            _dead = true;
            _pumping = false;
            _lastContact = lanes.Time.GetTimestamp();
            watched = [.. _watchers];
            _watchers.Clear();
            _gathering = new();
            _gatheredBytes = 0;
            foreach (var (_, read) in _flushing)
            {
                read.SetResult();
            }

            _flushing.Clear();
        }

        Log.GatewayLost(lanes.Logger, Gateway, watched.Length);
        foreach (var (session, grains) in watched)
        {
            lanes.Report(new SessionRef(Gateway, session), grains, SessionEndReason.GatewayLost);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1102, LogLevel.Information, "Gateway {Gateway} is gone; {Count} watched sessions on it have ended.")]
        public static partial void GatewayLost(ILogger logger, GatewayAddress gateway, int count);
    }
}
