using System.Buffers;
using System.IO.Pipelines;
using Mqant.Gateway.WebSockets;

namespace Mqant.Gateway.Transport;

/// <summary>
/// A pipe's writing side that never blocks and never throws: what cannot be sent any more vanishes, because the reading side of the connection is
/// told of it anyway. Not thread-safe, and not to be appended to while it <see cref="IsFlushing"/>.
/// </summary>
/// <param name="pipe">The pipe.</param>
/// <param name="owner">Told on any thread when a flush ended that had to wait for the peer; then <see cref="EndFlush"/> is due.</param>
/// <param name="sent">Counts bytes.</param>
/// <param name="isFramed">
/// Whether each packet is a message of a WebSocket. The header is put where the packet is copied to: what is shared is shared with connections that have none, too.
/// </param>
internal sealed class PipeOutput(PipeWriter pipe, ConnectionWriter owner, StripedCounter sent, bool isFramed)
{
    // Most connections never need it.
    private SlowFlush? _slow;

    // Of what was appended, without what a WebSocket adds.
    private int _counted;
    private bool _isFlushing;

    /// <summary>Bytes that were appended and not flushed.</summary>
    public int Unflushed { get; private set; }

    /// <summary>Bytes that were handed over last.</summary>
    public int Flushing { get; private set; }

    /// <summary>The pipe is full; it takes more when the peer has read some of it. May be read by any thread.</summary>
    public bool IsFlushing
    {
        get => Volatile.Read(ref _isFlushing);
        private set => Volatile.Write(ref _isFlushing, value);
    }

    /// <summary>Nobody reads the other end of the pipe any more.</summary>
    public bool IsBroken { get; private set; }

    public void Append<TPacket>(in TPacket packet)
        where TPacket : struct, IOutboundPacket, allows ref struct
    {
        if (IsBroken)
        {
            return;
        }

        var length = packet.Length;
        packet.Write(Begin(length));
        Advance(length);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (IsBroken)
        {
            return;
        }

        if (isFramed)
        {
            AppendHeader(Opcode.Binary, bytes.Length);
        }

        pipe.Write(bytes);
        Unflushed += bytes.Length;
        _counted += bytes.Length;
    }

    /// <summary>Appends a copy of a packet with its number filled in, high byte first.</summary>
    public void Append(ReadOnlySpan<byte> bytes, int numberAt, ushort number)
    {
        if (IsBroken)
        {
            return;
        }

        var destination = Begin(bytes.Length);
        bytes.CopyTo(destination);
        destination[numberAt] = (byte)(number >> 8);
        destination[numberAt + 1] = (byte)number;
        Advance(bytes.Length);
    }

    /// <summary>Appends a frame that is no message.</summary>
    public void AppendControl(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        if (IsBroken)
        {
            return;
        }

        AppendHeader(opcode, payload.Length);
        pipe.Write(payload);
        Unflushed += payload.Length;
    }

    /// <summary>Hands over what was appended. Does nothing while an earlier flush waits.</summary>
    public void Flush()
    {
        if (Unflushed == 0 || IsFlushing || IsBroken)
        {
            return;
        }

        sent.Add(_counted);
        Flushing = Unflushed;
        Unflushed = _counted = 0;
        try
        {
            var flush = pipe.FlushAsync();
            if (!flush.IsCompleted)
            {
                // Perhaps it is this thread that holds back what would make room.
                Departures.DepartNow();
            }

            if (flush.IsCompletedSuccessfully)
            {
                IsBroken = flush.Result.IsCompleted;
                return;
            }

            IsFlushing = true;
            _slow ??= new SlowFlush(owner.OnFlushed);
            _slow.Await(flush);
        }
        catch (Exception)
        {
            IsFlushing = false;
            IsBroken = true;
        }
    }

    /// <summary>Takes the result of a flush that had to wait.</summary>
    public void EndFlush()
    {
        try
        {
            IsBroken |= _slow!.GetResult().IsCompleted;
        }
        catch (Exception)
        {
            IsBroken = true;
        }

        IsFlushing = false;
    }

    // Where a packet goes.
    private Span<byte> Begin(int length)
    {
        if (!isFramed)
        {
            return pipe.GetSpan(length)[..length];
        }

        var header = FrameHeader.LengthFor(length);
        var frame = pipe.GetSpan(header + length);
        FrameHeader.Write(frame, Opcode.Binary, length);
        return frame.Slice(header, length);
    }

    private void AppendHeader(Opcode opcode, int length)
    {
        var header = FrameHeader.Write(pipe.GetSpan(FrameHeader.MaxLength), opcode, length);
        pipe.Advance(header);
        Unflushed += header;
    }

    private void Advance(int length)
    {
        var written = isFramed ? FrameHeader.LengthFor(length) + length : length;
        pipe.Advance(written);
        Unflushed += written;
        _counted += length;
    }

    private sealed class SlowFlush(Action flushed)
    {
        private ValueTask<FlushResult> _flush;

        public void Await(ValueTask<FlushResult> flush)
        {
            _flush = flush;
            flush.GetAwaiter().UnsafeOnCompleted(flushed);
        }

        /// <summary>The result, or its exception. Called when the flush has told that it has ended: nothing is waited for.</summary>
        public FlushResult GetResult()
        {
            var flush = _flush;
            _flush = default;
            return flush.GetAwaiter().GetResult();
        }
    }
}
