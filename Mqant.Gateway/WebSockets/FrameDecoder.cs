using System.Buffers.Binary;
using System.Text.Unicode;

namespace Mqant.Gateway.WebSockets;

/// <summary>
/// Reads the frames of a client, cut anyhow: the bytes of its messages, without regard to where one begins. Never throws for anything that a client can send, and never keeps more than a control frame takes: what
/// frames carry is handed on as it comes.
/// </summary>
internal struct FrameDecoder
{
    private const int LongestKept = FrameHeader.MaxLength + FrameHeader.MaxControlPayload;

    // Of the frame whose payload comes.
    private long _left;
    private uint _mask;

    // A header or a control frame whose end has not come. Most connections never need it.
    private byte[]? _kept;
    private byte _keptLength;

    // A message has begun whose last frame has not.
    private bool _isContinued;

    /// <summary>Why no more is read, in the number that the other side is told: the peer closed, or did what it must not. None while it is open.</summary>
    public CloseCode Status { get; private set; }

    /// <summary>Whether no more is read.</summary>
    public readonly bool HasEnded => Status != CloseCode.None;

    /// <summary>Whether the peer has closed it, as it may: else it did what it must not, where no more is read.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Reads on.</summary>
    /// <param name="bytes">What has come.</param>
    /// <param name="payload">Where the bytes of messages go; as long as <paramref name="bytes"/> is enough.</param>
    /// <param name="control">Told of pings and pongs, and of frames that carry nothing.</param>
    /// <returns>How many bytes of messages there were.</returns>
    public int Decode(ReadOnlySpan<byte> bytes, Span<byte> payload, IControlFrames control)
    {
        var written = 0;
        while (!HasEnded)
        {
            if (_left > 0)
            {
                var count = (int)Math.Min(_left, bytes.Length);
                _mask = FrameMask.Remove(bytes[..count], payload[written..], _mask);
                _left -= count;
                written += count;
                bytes = bytes[count..];
            }

            if (bytes.IsEmpty || !TryBegin(ref bytes, control))
            {
                break;
            }
        }

        return written;
    }

    // False when more must come, or nothing more may.
    private bool TryBegin(ref ReadOnlySpan<byte> bytes, IControlFrames control)
    {
        if (_kept is null)
        {
            var used = Begin(bytes, control);
            if (used == 0)
            {
                _kept = new byte[LongestKept];
                _keptLength = (byte)bytes.Length;
                bytes.CopyTo(_kept);
            }

            bytes = bytes[used..];
            return used > 0;
        }

        var added = Math.Min(LongestKept - _keptLength, bytes.Length);
        bytes[..added].CopyTo(_kept.AsSpan(_keptLength));
        var whole = Begin(_kept.AsSpan(0, _keptLength + added), control);
        if (whole == 0)
        {
            _keptLength += (byte)added;
            return false;
        }

        if (!HasEnded)
        {
            bytes = bytes[(whole - _keptLength)..];
        }

        _kept = null;
        return true;
    }

    // How many bytes there were of a header, or of a whole control frame; 0 when more must come.
    private int Begin(ReadOnlySpan<byte> bytes, IControlFrames control)
    {
        var header = FrameHeader.Read(bytes);
        if (header.Length == 0)
        {
            return 0;
        }

        Status = Check(header);
        if (HasEnded)
        {
            return header.Length;
        }

        if (header.IsControl)
        {
            var length = header.Length + (int)header.PayloadLength;
            return bytes.Length < length ? 0 : Take(header, bytes[header.Length..length], control, length);
        }

        (_left, _mask, _isContinued) = (header.PayloadLength, header.Mask, !header.IsLast);
        if (_left == 0)
        {
            control.OnControl(header.Opcode, []);
        }

        return header.Length;
    }

    // In an order that is the same however much of the header has come.
    private readonly CloseCode Check(in FrameHeader header)
    {
        // Section 5.2: no extension gives the reserved bits a meaning. Section 5.1: a client masks.
        if (header.HasReservedBits || !header.IsMasked || header.PayloadLength < 0)
        {
            return CloseCode.ProtocolError;
        }

        return header.Opcode switch
        {
            // Section 5.5.
            Opcode.Close or Opcode.Ping or Opcode.Pong => header.IsLast && header.PayloadLength <= FrameHeader.MaxControlPayload ? CloseCode.None : CloseCode.ProtocolError,

            // Section 5.4: the frames of one message do not mix with those of another.
            Opcode.Continuation => _isContinued ? CloseCode.None : CloseCode.ProtocolError,
            Opcode.Binary => _isContinued ? CloseCode.ProtocolError : CloseCode.None,

            // MQTT-6.0.0-1.
            Opcode.Text => _isContinued ? CloseCode.ProtocolError : CloseCode.Unsupported,
            _ => CloseCode.ProtocolError,
        };
    }

    private int Take(in FrameHeader header, ReadOnlySpan<byte> masked, IControlFrames control, int length)
    {
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        payload = payload[..masked.Length];
        FrameMask.Remove(masked, payload, header.Mask);
        if (header.Opcode == Opcode.Close)
        {
            Status = ReadClose(payload, out var isClosed);
            IsClosed = isClosed;
        }
        else
        {
            control.OnControl(header.Opcode, payload);
        }

        return length;
    }

    // Section 5.5.1: a number and a reason, or nothing at all. The peer gets its own number back.
    private static CloseCode ReadClose(ReadOnlySpan<byte> payload, out bool isClosed)
    {
        isClosed = payload.IsEmpty;
        if (isClosed)
        {
            return CloseCode.Normal;
        }

        if (payload.Length < sizeof(ushort) || BinaryPrimitives.ReadUInt16BigEndian(payload) is var code && !IsSent(code))
        {
            return CloseCode.ProtocolError;
        }

        isClosed = Utf8.IsValid(payload[sizeof(ushort)..]);
        return isClosed ? (CloseCode)code : CloseCode.Invalid;
    }

    // Section 7.4: those that mean something only at one end are never sent, nor those that nobody has given a meaning.
    private static bool IsSent(ushort code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);
}
