namespace Mqant.Gateway.Mqtt;

/// <summary>
/// Walks the properties of an MQTT 5.0 packet and checks each: known, allowed in this packet, not repeated, of its type. After
/// <see cref="MoveNext"/> returned false, <see cref="Error"/> tells whether that was the end.
/// </summary>
internal ref struct PropertyReader
{
    private readonly ulong _allowed;
    private SpanReader _reader;
    private ulong _seen;

    private PropertyReader(SpanReader reader, ulong allowed)
    {
        _reader = reader;
        _allowed = allowed;
    }

    public PropertyId Id { get; private set; }

    /// <summary>The value of a numeric property.</summary>
    public uint Number { get; private set; }

    /// <summary>The value of a string or binary property; the name of a user property.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The value of a user property.</summary>
    public ReadOnlySpan<byte> UserValue { get; private set; }

    /// <summary>Where the property ends in the span that is read, and so where <see cref="Bytes"/> end, user properties aside.</summary>
    public readonly int End => _reader.Position;

    public ReasonCode Error { get; private set; }

    /// <summary>The set of properties that a packet may have.</summary>
    public static ulong Set(params ReadOnlySpan<PropertyId> ids)
    {
        var set = 0UL;
        foreach (var id in ids)
        {
            set |= 1UL << (int)id;
        }

        return set;
    }

    /// <summary>Reads the length of the properties and moves <paramref name="reader"/> behind them.</summary>
    public static bool TryBegin(ref SpanReader reader, ulong allowed, out PropertyReader properties)
    {
        if (reader.TryReadVariable(out var length) && reader.TryReadPart(length, out var part))
        {
            properties = new PropertyReader(part, allowed);
            return true;
        }

        properties = default;
        return false;
    }

    /// <summary>Reads past properties whose values don't matter.</summary>
    public static ReasonCode Skip(ref SpanReader reader, ulong allowed)
    {
        if (!TryBegin(ref reader, allowed, out var properties))
        {
            return ReasonCode.MalformedPacket;
        }

        while (properties.MoveNext())
        {
        }

        return properties.Error;
    }

    public bool MoveNext()
    {
        if (_reader.IsAtEnd || Error != ReasonCode.Success)
        {
            return false;
        }

        Error = ReadNext();
        return Error == ReasonCode.Success;
    }

    private ReasonCode ReadNext()
    {
        // An identifier is a variable byte integer, but no known one needs a second byte.
        if (!_reader.TryReadByte(out var id) || id >= 64 || (_allowed & (1UL << id)) == 0)
        {
            return ReasonCode.MalformedPacket;
        }

        Id = (PropertyId)id;
        if (Id != PropertyId.UserProperty && (_seen & (1UL << id)) != 0)
        {
            return ReasonCode.ProtocolError;
        }

        _seen |= 1UL << id;
        return ReadValue();
    }

    private ReasonCode ReadValue()
    {
        bool read;
        switch (Id)
        {
            case PropertyId.PayloadFormatIndicator:
            case PropertyId.RequestProblemInformation:
            case PropertyId.RequestResponseInformation:
                read = _reader.TryReadByte(out var flag);
                Number = flag;
                if (flag > 1)
                {
                    return ReasonCode.ProtocolError;
                }

                break;
            case PropertyId.ReceiveMaximum:
            case PropertyId.TopicAliasMaximum:
            case PropertyId.TopicAlias:
                read = _reader.TryReadUInt16(out var small);
                Number = small;
                break;
            case PropertyId.MessageExpiryInterval:
            case PropertyId.SessionExpiryInterval:
            case PropertyId.WillDelayInterval:
            case PropertyId.MaximumPacketSize:
                read = _reader.TryReadUInt32(out var large);
                Number = large;
                break;
            case PropertyId.SubscriptionIdentifier:
                read = _reader.TryReadVariable(out var variable);
                Number = (uint)variable;
                break;
            case PropertyId.CorrelationData:
            case PropertyId.AuthenticationData:
                read = _reader.TryReadBinary(out var binary);
                Bytes = binary;
                break;
            case PropertyId.UserProperty:
                read = _reader.TryReadString(out var name);
                Bytes = name;
                read &= _reader.TryReadString(out var value);
                UserValue = value;
                break;
            default:
                read = _reader.TryReadString(out var text);
                Bytes = text;
                break;
        }

        return read ? ReasonCode.Success : ReasonCode.MalformedPacket;
    }
}
