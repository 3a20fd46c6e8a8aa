using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Mqant.Gateway.WebSockets;

/// <summary>
/// What the messages of a WebSocket carry, as a pipe, for protocols that only know bytes. Idle, it holds no buffer. What is written goes into the connection as it is: who writes puts it into frames
/// (<see cref="FrameHeader"/>).
/// </summary>
/// <param name="connection">The connection below, on which the WebSocket has been opened.</param>
internal sealed class WebSocketInput(IDuplexPipe connection) : PipeReader, IDuplexPipe, IControlFrames
{
    // What is decoded at a time: the rest waits below, where the system makes the client wait.
    private const int LongestSlice = 32 * 1024;

    // Of what is kept, when a buffer is worth to be changed for one that fits.
    private const int LargeBuffer = 4 * 1024;

    private readonly PipeReader _input = connection.Input;
    private IControlFrames? _control;
    private FrameDecoder _decoder;

    // What was received and not consumed, and how far it was looked at.
    private byte[]? _payload;
    private int _start;
    private int _examined;
    private int _end;
    private bool _isOver;

    // Pings are answered with what is written next: whoever reads is told that they came.
    private bool _hasControl;

    public PipeReader Input => this;

    /// <summary>Whether the peer did what it must not.</summary>
    public bool HasFailed => _decoder is { HasEnded: true, IsClosed: false };

    public PipeWriter Output { get; } = connection.Output;

    /// <summary>Tells who answers pings; before anything is read.</summary>
    public void Attach(IControlFrames control) => _control = control;

    /// <summary>Reads until there is something: bytes of messages, a ping, or the end. A result without bytes that is not the end is a ping.</summary>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_examined < _end || _isOver)
        {
            return new(GetResult(isCanceled: false));
        }

        var read = _input.ReadAsync(cancellationToken);
        while (read.IsCompletedSuccessfully)
        {
            if (TryTake(read.Result, out var result))
            {
                return new(result);
            }

            read = _input.ReadAsync(cancellationToken);
        }

        Fit();
        return WaitAsync(read, cancellationToken);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (_examined < _end || _isOver)
        {
            result = GetResult(isCanceled: false);
            return true;
        }

        while (_input.TryRead(out var received))
        {
            if (TryTake(received, out result))
            {
                return true;
            }
        }

        result = default;
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Positions in what GetResult made are places in the array.
        (_start, _examined) = (consumed.GetInteger(), examined.GetInteger());
        if (_start == _end)
        {
            Release();
        }
    }

    public override void CancelPendingRead() => _input.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        Release();
        _isOver = true;
        _input.Complete(exception);
    }

    /// <summary>
    /// Closes the WebSocket, when nobody reads or writes it any more (RFC 6455 section 7.1.2). Where the peer has not closed it, its answer is waited for, and what it sent meanwhile is thrown away: the system of who
    /// closes a connection of which something is unread resets it, and what was on its way is lost.
    /// </summary>
    /// <param name="isEndedByPeer">Whether it closes because the peer closed it or did what it must not: else it is not told of what it did later.</param>
    public async Task CloseAsync(bool isEndedByPeer)
    {
        try
        {
            WriteClose(isEndedByPeer && _decoder.HasEnded ? _decoder.Status : CloseCode.Normal);
            await Output.FlushAsync();
            while (!_isOver)
            {
                TryTake(await _input.ReadAsync(), out _);
                Release();
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The peer is gone already, or did not answer in time.
        }
    }

    void IControlFrames.OnControl(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        _hasControl = true;
        _control?.OnControl(opcode, payload);
    }

    // A connection waits in this most of the time, and the next one takes its place.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> WaitAsync(ValueTask<ReadResult> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryTake(await read, out var result))
            {
                return result;
            }

            read = _input.ReadAsync(cancellationToken);
        }
    }

    private bool TryTake(in ReadResult received, out ReadResult result)
    {
        var had = _end - _start;
        var slice = received.Buffer.Slice(0, Math.Min(received.Buffer.Length, LongestSlice));
        if (!slice.IsEmpty && !_decoder.HasEnded)
        {
            MakeRoom((int)slice.Length);
            foreach (var segment in slice)
            {
                _end += _decoder.Decode(segment.Span, _payload.AsSpan(_end), this);
            }

            if (_start == _end)
            {
                Release();
            }
        }

        _input.AdvanceTo(slice.End);
        _isOver = _decoder.HasEnded || (received.IsCompleted && slice.Length == received.Buffer.Length);
        var isNew = _end - _start > had || _hasControl || _isOver || received.IsCanceled;
        _hasControl = false;
        result = isNew ? GetResult(received.IsCanceled) : default;
        return isNew;
    }

    private ReadResult GetResult(bool isCanceled)
        => new(_payload is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(_payload, _start, _end - _start), isCanceled, _isOver);

    // What is kept is the beginning of a packet, which its protocol has found to be none too large.
    [MemberNotNull(nameof(_payload))]
    private void MakeRoom(int count)
    {
        var kept = _end - _start;
        if (_payload is null || _payload.Length - _end < count)
        {
            var larger = _payload is null || _payload.Length < kept + count ? ArrayPool<byte>.Shared.Rent(kept + count) : _payload;
            _payload.AsSpan(_start, kept).CopyTo(larger);
            if (_payload is not null && _payload != larger)
            {
                ArrayPool<byte>.Shared.Return(_payload);
            }

            (_payload, _examined, _start, _end) = (larger, _examined - _start, 0, kept);
        }
    }

    // Who waits keeps no more than there is: of a large buffer a byte may be left, for as long as the client likes.
    private void Fit()
    {
        if (_payload is { Length: >= LargeBuffer } large && _end - _start < large.Length / 4)
        {
            var kept = _end - _start;
            var fitting = ArrayPool<byte>.Shared.Rent(kept);
            large.AsSpan(_start, kept).CopyTo(fitting);
            ArrayPool<byte>.Shared.Return(large);
            (_payload, _examined, _start, _end) = (fitting, _examined - _start, 0, kept);
        }
    }

    private void Release()
    {
        if (_payload is { } payload)
        {
            _payload = null;
            ArrayPool<byte>.Shared.Return(payload);
        }

        _start = _examined = _end = 0;
    }

    private void WriteClose(CloseCode status)
    {
        var frame = Output.GetSpan(FrameHeader.MaxLength);
        var at = FrameHeader.Write(frame, Opcode.Close, sizeof(ushort));
        frame[at++] = (byte)((ushort)status >> 8);
        frame[at++] = (byte)status;
        Output.Advance(at);
    }
}
