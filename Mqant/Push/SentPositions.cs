using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mqant;

/// <summary>
/// How far into each lane one grain activation has written. A reply names the position, so that it does not overtake what its handler sent. Only the
/// activation's own turns use it. It knows the gateways that live, and those that died since it met the last new one.
/// </summary>
internal sealed class SentPositions
{
    private readonly Dictionary<GatewayAddress, (PushLane Lane, long Position)> _positions = [];

    /// <summary>Gateways that it remembers.</summary>
    public int Count => _positions.Count;

    public void Set(PushLane lane, long position)
    {
        if (position == 0)
        {
            return;
        }

        ref var sent = ref CollectionsMarshal.GetValueRefOrNullRef(_positions, lane.Gateway);
        if (!Unsafe.IsNullRef(ref sent))
        {
            sent = (lane, position);
            return;
        }

        foreach (var (gateway, (known, _)) in _positions)
        {
            if (known.IsDead)
            {
                _positions.Remove(gateway);
            }
        }

        _positions.Add(lane.Gateway, (lane, position));
    }

    /// <summary>The last position in the lane to a gateway, 0 when nothing was sent there.</summary>
    public (Guid Lane, long Position) Get(GatewayAddress gateway) =>
        _positions.TryGetValue(gateway, out var sent) ? (sent.Lane.Id, sent.Position) : default;
}
