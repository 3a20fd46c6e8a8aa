using Mqant.Gateway.Transport;

namespace Mqant.Gateway.Mqtt;

/// <summary>
/// The client's PUBLISHes that it expects an acknowledgement for: acknowledges them in the order in which they came, and sees to it that quality of service 2
/// is handled once for each packet identifier until its PUBREL. Exists only after the first of them. Thread-safe.
/// </summary>
/// <param name="writer">Where acknowledgements go.</param>
internal sealed class InboundExchanges(ConnectionWriter writer)
{
    /// <summary>How many may be on their way: what packet identifiers can tell apart.</summary>
    public const ushort ReceiveMaximum = ushort.MaxValue;

    // Many that a slow handler held up leave in pieces of this size.
    private const int RunLength = 256;

    // Taken before the writer's lock: acknowledgements must not overtake each other on their way there.
    private readonly Lock _gate = new();
    private readonly AckQueue _acks = new();
    private int _unacknowledged;
    private PacketIdSet? _inProgress;
    private PacketIdSet? _handled;

    /// <summary>A PUBLISH arrived. With quality of service 1 each is handled, a repeated one too.</summary>
    public Arrival Begin(MqttRequest request)
    {
        lock (_gate)
        {
            if (request.QualityOfService == 2)
            {
                _inProgress ??= new PacketIdSet();
                _handled ??= new PacketIdSet();
                if (_handled.Contains(request.PacketId))
                {
                    writer.Write(new AckPacket(PacketType.PubRec, request.PacketId));
                    return Arrival.Repeated;
                }

                if (_inProgress.Contains(request.PacketId))
                {
                    return Arrival.Repeated;
                }
            }

            if (_unacknowledged == ReceiveMaximum)
            {
                return Arrival.TooMany;
            }

            _unacknowledged++;
            if (request.QualityOfService == 2)
            {
                _inProgress!.Add(request.PacketId);
            }

            request.Turn = _acks.Add();
            return Arrival.New;
        }
    }

    /// <summary>The outcome of a PUBLISH is known: its PUBACK or PUBREC follows those of the PUBLISHes before it.</summary>
    /// <param name="request">The PUBLISH.</param>
    /// <param name="reason">What the acknowledgement says; anything but success ends the exchange.</param>
    public void End(MqttRequest request, ReasonCode reason)
    {
        lock (_gate)
        {
            _acks.Set(request.Turn, new AckPacket(request.QualityOfService == 1 ? PacketType.PubAck : PacketType.PubRec, request.PacketId, reason));
            Span<byte> run = stackalloc byte[RunLength];
            for (var length = Take(run); length > 0; length = Take(run))
            {
                writer.Write(new RawPacket(run[..length]));
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

    // Writes the acknowledgements that are due, as many as fit; returns their length.
    private int Take(Span<byte> run)
    {
        var length = 0;
        while (run.Length - length >= AckPacket.MaxLength && _acks.TryTake(out var ack))
        {
            OnAcknowledged(ack);
            ack.Write(run[length..]);
            length += ack.Length;
        }

        return length;
    }

    private void OnAcknowledged(AckPacket ack)
    {
        var isLast = ack.Type == PacketType.PubAck || ack.Reason != ReasonCode.Success;
        if (ack.Type == PacketType.PubRec)
        {
            _inProgress!.Remove(ack.PacketId);
            if (!isLast)
            {
                _handled!.Add(ack.PacketId);
            }
        }

        if (isLast)
        {
            _unacknowledged--;
        }
    }
}
