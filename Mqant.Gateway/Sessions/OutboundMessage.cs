namespace Mqant.Gateway.Sessions;

/// <summary>
/// A push on its way to any number of clients. Its wire bytes are made once for each wire format and shared by all recipients.
/// </summary>
/// <param name="topic">The topic; not validated here, game code chose it.</param>
/// <param name="payload">The payload, never changed after this.</param>
/// <param name="qualityOfService">MQTT quality of service: 0 or 1.</param>
public sealed class OutboundMessage(string topic, ReadOnlyMemory<byte> payload, byte qualityOfService = 0)
{
    // A handful of wire formats at most: a linked list that is only ever prepended to needs no lock.
    private volatile Encoding? _encodings;

    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>MQTT quality of service, 0 or 1.</summary>
    public byte QualityOfService { get; } = qualityOfService;

    /// <summary>
    /// Of state that changes, only the newest counts: while this message waits for a client that reads too slowly, a newer one of the same topic takes its
    /// place. Only for quality of service 0.
    /// </summary>
    public bool IsLatest { get; init; }

    /// <summary>What a wire format threw when it encoded this message, or null.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>
    /// The bytes of this message in a wire format, encoded on first use; none where the format cannot express it or throws. Two threads may encode at the same time;
    /// the result is the same. The format object identifies the encoding, so use one instance for the whole process.
    /// </summary>
    public byte[] GetEncoded(WireFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var head = _encodings;
        for (var e = head; e is not null; e = e.Next)
        {
            if (ReferenceEquals(e.Format, format))
            {
                return e.Bytes;
            }
        }

        var bytes = Encode(format);
        _encodings = new Encoding(format, bytes, head);
        return bytes;
    }

    // It is the message that fails: none of its recipients' connections may end for it.
    private byte[] Encode(WireFormat format)
    {
        try
        {
            return format.Encode(this);
        }
        catch (Exception exception)
        {
            Failure = exception;
            return [];
        }
    }

    private sealed record Encoding(WireFormat Format, byte[] Bytes, Encoding? Next);
}
