namespace Mqant.Bench.Load;

/// <summary>One socket of the generator: what it has to send and what it does with what arrives.</summary>
internal abstract class ClientConnection
{
    private byte[] _send = [];
    private int _sendStart;
    private int _sendEnd;
    private byte[] _kept = [];
    private int _keptLength;

    // Where the frame begins whose packet is written, and how long that is; without one it is negative.
    private int _frameStart = -1;
    private int _framed;

    /// <summary>The loop that serves this connection.</summary>
    protected EventLoop Loop { get; private set; } = null!;

    internal int Descriptor { get; private set; } = -1;

    internal int Slot { get; private set; }

    internal bool IsConnected { get; private set; }

    /// <summary>Whether the socket took less than was offered.</summary>
    internal bool WaitsForRoom { get; set; }

    /// <summary>What puts packets into frames of a WebSocket; null over TCP.</summary>
    internal WebSocketFrames? Frames { get; set; }

    internal ReadOnlySpan<byte> Unsent
    {
        get
        {
            Seal();
            return _send.AsSpan(_sendStart, _sendEnd - _sendStart);
        }
    }

    internal void Attach(EventLoop loop, int descriptor, int slot)
    {
        Loop = loop;
        Descriptor = descriptor;
        Slot = slot;
    }

    internal void Detach(string? failure)
    {
        Descriptor = -1;
        IsConnected = false;
        WaitsForRoom = false;
        _sendStart = _sendEnd = _keptLength = 0;
        _frameStart = -1;
        if (failure is not null)
        {
            OnLost(failure);
        }
    }

    internal void Connected()
    {
        IsConnected = true;
        OnConnected();
    }

    internal void Sent(int count)
    {
        _sendStart += count;
        if (_sendStart == _sendEnd)
        {
            _sendStart = _sendEnd = 0;
        }
    }

    /// <summary>Copies the beginning of an unfinished packet to the front of <paramref name="buffer"/>.</summary>
    internal int TakeKept(Span<byte> buffer)
    {
        int length = _keptLength;
        if (length > 0)
        {
            _kept.AsSpan(0, length).CopyTo(buffer);
            _keptLength = 0;
        }

        return length;
    }

    /// <summary>Keeps the beginning of an unfinished packet until the rest is there.</summary>
    internal void Keep(ReadOnlySpan<byte> unfinished)
    {
        if (unfinished.IsEmpty)
        {
            return;
        }

        if (_kept.Length < unfinished.Length)
        {
            _kept = new byte[Math.Max(256, unfinished.Length * 2)];
        }

        unfinished.CopyTo(_kept);
        _keptLength = unfinished.Length;
    }

    /// <summary>Handles what arrived and says how many bytes of it were whole packets; the rest comes again with what follows.</summary>
    internal abstract int OnReceived(ReadOnlySpan<byte> bytes);

    /// <summary>The server accepted the connection.</summary>
    protected abstract void OnConnected();

    /// <summary>The connection ended although nobody here wanted it to.</summary>
    protected abstract void OnLost(string failure);

    /// <summary>Room for one packet of <paramref name="size"/> bytes, which goes out with the next flush.</summary>
    protected Span<byte> Append(int size)
    {
        Seal();
        if (Frames is not { IsOpen: true })
        {
            return AppendBytes(size);
        }

        int header = WebSocketFrames.HeaderLength(size);
        var frame = AppendBytes(header + size);
        _frameStart = _sendEnd - frame.Length;
        _framed = size;
        return frame[header..];
    }

    // The packet is written after Append returned.
    private void Seal()
    {
        if (_frameStart >= 0)
        {
            WebSocketFrames.Seal(_send.AsSpan(_frameStart, _sendEnd - _frameStart), _framed);
            _frameStart = -1;
        }
    }

    private Span<byte> AppendBytes(int size)
    {
        if (_send.Length - _sendEnd < size)
        {
            MakeRoom(size);
        }

        var room = _send.AsSpan(_sendEnd, size);
        _sendEnd += size;
        return room;
    }

    private void MakeRoom(int size)
    {
        int pending = _sendEnd - _sendStart;
        var larger = _send.Length >= pending + size ? _send : new byte[Math.Max(256, (pending + size) * 2)];
        _send.AsSpan(_sendStart, pending).CopyTo(larger);
        _send = larger;
        _sendStart = 0;
        _sendEnd = pending;
    }
}
