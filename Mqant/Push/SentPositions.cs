namespace Mqant;

/// <summary>
/// How far into each lane one grain activation has written. A reply names the position, so that it does not overtake what its handler sent. Only the
/// activation's own turns use it.
/// </summary>
internal sealed class SentPositions
{
    private readonly Dictionary<GatewayAddress, (PushLane Lane, long Position)> _positions = [];

    public void Set(PushLane lane, long position)
    {
        if (position > 0)
        {
            _positions[lane.Gateway] = (lane, position);
        }
    }

    /// <summary>The last position in the lane to a gateway, 0 when nothing was sent there.</summary>
    public (Guid Lane, long Position) Get(GatewayAddress gateway) =>
        _positions.TryGetValue(gateway, out var sent) ? (sent.Lane.Id, sent.Position) : default;
}
