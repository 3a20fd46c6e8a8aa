using Orleans.Runtime;

namespace Mqant;

/// <summary>What a room sends: within a tick it gathers and leaves at its end, one batch for each gateway; at other times it leaves at once.</summary>
internal sealed class RoomOutbox(PushLanes lanes, IGrainContext room)
{
    private readonly Dictionary<GatewayAddress, List<LaneItem>> _held = [];
    private bool _holding;

    public void Hold() => _holding = true;

    public void Send(in RoomAudience audience, string topic, ReadOnlyMemory<byte> payload, bool isLatest)
    {
        foreach (var (gateway, sessions) in audience.Gateways)
        {
            var item = new PushItem { Topic = topic, Payload = payload, Sessions = sessions, IsLatest = isLatest };
            if (_holding)
            {
                if (!_held.TryGetValue(gateway, out var items))
                {
                    _held[gateway] = items = [];
                }

                items.Add(item);
            }
            else
            {
                var lane = lanes.Get(gateway);
                Sent(lane, lane.Enqueue(item));
            }
        }
    }

    public void Flush()
    {
        _holding = false;
        foreach (var (gateway, items) in _held)
        {
            if (items.Count == 0)
            {
                // Nothing for a whole tick: the gateway's players may have left, or the gateway itself.
                _held.Remove(gateway);
                continue;
            }

            var lane = lanes.Get(gateway);
            Sent(lane, lane.Enqueue(items));
            items.Clear();
        }
    }

    // A handler's reply waits for what the room sent before it.
    private void Sent(PushLane lane, long position) => room.GetComponent<SentPositions>()?.Set(lane, position);
}
