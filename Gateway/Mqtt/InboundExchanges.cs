namespace Mqant.Gateway.Mqtt;

/// <summary>
/// The client's PUBLISHes that it expects an acknowledgement for: counts them against the Receive Maximum, and sees to it that quality of service 2
/// is handled once for each packet identifier until its PUBREL. Exists only after the first of them. Thread-safe.
/// </summary>
/// <param name="receiveMaximum">How many may be on their way.</param>
internal sealed class InboundExchanges(int receiveMaximum)
{
    private readonly Lock _gate = new();
    private int _unacknowledged;
    private PacketIdSet? _inProgress;
    private PacketIdSet? _handled;

    /// <summary>A PUBLISH of quality of service 1: each is handled, a repeated one too.</summary>
    public Arrival BeginOnce()
    {
        lock (_gate)
        {
            return Count();
        }
    }

    /// <summary>A PUBLISH of quality of service 2.</summary>
    public Arrival BeginExactlyOnce(ushort packetId)
    {
        lock (_gate)
        {
            _inProgress ??= new PacketIdSet();
            _handled ??= new PacketIdSet();
            if (_handled.Contains(packetId))
            {
                return Arrival.Handled;
            }

            if (_inProgress.Contains(packetId))
            {
                return Arrival.InProgress;
            }

            var arrival = Count();
            if (arrival == Arrival.New)
            {
                _inProgress.Add(packetId);
            }

            return arrival;
        }
    }

    /// <summary>The outcome of a PUBLISH of quality of service 1 is known; its PUBACK follows.</summary>
    public void EndOnce()
    {
        lock (_gate)
        {
            _unacknowledged--;
        }
    }

    /// <summary>The outcome of a PUBLISH of quality of service 2 is known; its PUBREC follows.</summary>
    /// <param name="packetId">The packet.</param>
    /// <param name="last">The PUBREC will say that it failed, which ends the exchange.</param>
    public void EndExactlyOnce(ushort packetId, bool last)
    {
        lock (_gate)
        {
            _inProgress!.Remove(packetId);
            if (last)
            {
                _unacknowledged--;
            }
            else
            {
                _handled!.Add(packetId);
            }
        }
    }

    /// <summary>PUBREL: the packet identifier may be used anew. False when it is unknown, or its PUBREC not sent yet.</summary>
    public bool TryRelease(ushort packetId)
    {
        lock (_gate)
        {
            if (_handled is null || !_handled.Remove(packetId))
            {
                return false;
            }

            _unacknowledged--;
            return true;
        }
    }

    private Arrival Count()
    {
        if (_unacknowledged >= receiveMaximum)
        {
            return Arrival.TooMany;
        }

        _unacknowledged++;
        return Arrival.New;
    }
}
