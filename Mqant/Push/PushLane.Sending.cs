using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Mqant;

/// <content>Sending what has gathered.</content>
internal sealed partial class PushLane
{
    /// <summary>What a batch takes; an item that is larger goes alone. Far below what Orleans takes for one message (100 MB), and little to send again.</summary>
    internal const int MaxBatchBytes = 1 << 20;

    private const int MaxBatchItems = 4_096;

    public void Execute() => _ = PumpAsync();

    private async Task PumpAsync()
    {
        var sent = 0L;
        while (true)
        {
            LaneBatch batch;
            lock (_gate)
            {
                if (_dead || (_gathering.Count == 0 && sent == _last && lanes.Time.GetElapsedTime(_lastContact) <= PushLanes.PingAfter))
                {
                    _pumping = false;
                    return;
                }

                batch = TakeBatch();
            }

            if (!await DeliverAsync(batch))
            {
                return;
            }

            sent = batch.Last;
        }
    }

    private LaneBatch TakeBatch()
    {
        var items = new LaneItem[CountBatch()];
        List<LaneTrace>? traces = null;
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = _gathering.Dequeue();
            _gatheredBytes -= items[i].Size;
            if (items[i] is TracedItem traced)
            {
                items[i] = traced.Item;
                (traces ??= []).Add(new LaneTrace(_last - _gathering.Count, traced.Parent));
            }
        }

        lanes.Metrics.LaneItems.Add(items.Length);
        return new LaneBatch { Lane = _id, Last = _last - _gathering.Count, Items = items, Traces = traces?.ToArray() };
    }

    private int CountBatch()
    {
        var most = Math.Min(_gathering.Count, MaxBatchItems);
        if (_gatheredBytes <= MaxBatchBytes)
        {
            return most;
        }

        var count = 0;
        var bytes = 0L;
        foreach (var item in _gathering)
        {
            bytes += item.Size;
            if (count == most || (count > 0 && bytes > MaxBatchBytes))
            {
                break;
            }

            count++;
        }

        return count;
    }

    // False when the gateway was given up. A batch that fails although the gateway lives is halved until the item is alone that fails: that one is dropped.
    private async ValueTask<bool> DeliverAsync(LaneBatch batch)
    {
        var size = batch.Items.Length;
        while (!_dead)
        {
            var part = batch.First(size);
            LaneAck ack;
            try
            {
                ack = lanes.FindLocal(Gateway) is { } local ? local.Deliver(part) : await Gateway.Observer.DeliverAsync(part);
            }
            catch (Exception exception) when (IsSilence(exception))
            {
                Log.DeliveryFailed(lanes.Logger, Gateway, exception);
                if (lanes.IsDead(Gateway))
                {
                    Fail();
                    return false;
                }

                await Task.Delay(PushLanes.RetryAfter, lanes.Time);
                continue;
            }
            catch (Exception exception)
            {
                Contacted();
                switch (part.Items)
                {
                    case []:
                        Advance(part.Last);
                        return true;
                    case [var item]:
                        lanes.Dropped.Add(item, DroppedItems.Unreadable, exception);
                        batch = batch.After(part.Last);
                        continue;
                    default:
                        Log.BatchHalved(lanes.Logger, Gateway, part.Items.Length, exception);
                        size = part.Items.Length / 2;
                        continue;
                }
            }

            Contacted();
            ReportGone(ack.Gone);

            // An older gateway does not count what was dropped.
            var read = part.Items.Length == 0 ? part.Last : ack.Read;
            Advance(read);
            if (read >= batch.Last)
            {
                return true;
            }

            batch = batch.After(read);
            size = Math.Min(size * 2, batch.Items.Length);
        }

        return false;
    }

    // Every other exception is an answer, or says that the batch could not be written.
    private static bool IsSilence(Exception exception) => exception
        is TimeoutException
        or OperationCanceledException
        or ObjectDisposedException
        or (OrleansException and not (InvalidMessageFrameException or WrappedException));

    private void Contacted() => Volatile.Write(ref _lastContact, lanes.Time.GetTimestamp());

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Debug, "A batch for gateway {Gateway} was not answered and is sent again.")]
        public static partial void DeliveryFailed(ILogger logger, GatewayAddress gateway, Exception exception);

        [LoggerMessage(1105, LogLevel.Debug, "A batch of {Count} items for gateway {Gateway} failed and is sent in halves.")]
        public static partial void BatchHalved(ILogger logger, GatewayAddress gateway, int count, Exception exception);
    }
}
