using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Mqant;

/// <content>What is sent.</content>
internal sealed partial class LoopConnection
{
    private const int PiecesTogether = 16;

    private readonly Action _onOutput;
    private ValueTaskAwaiter<ReadResult> _pendingOutput;
    private volatile bool _hasRoom;
    private int _waitsForRoom;

    /// <summary>When something was sent last, as a timestamp.</summary>
    public long SentAt { get; private set; }

    // Goes on until there is nothing to send, or the socket takes no more.
    private void AwaitOutput()
    {
        var output = default(ReadResult);
        do
        {
            try
            {
                var awaiter = _output.Reader.ReadAsync().GetAwaiter();
                if (!awaiter.IsCompleted)
                {
                    _pendingOutput = awaiter;
                    awaiter.UnsafeOnCompleted(_onOutput);
                    return;
                }

                output = awaiter.GetResult();
            }
            catch (Exception exception)
            {
                // Whoever wrote ended with this.
                EndSending(exception);
                return;
            }
        }
        while (Send(output));
    }

    private void OnOutput()
    {
        ReadResult output;
        try
        {
            output = _pendingOutput.GetResult();
            _pendingOutput = default;
        }
        catch (Exception exception)
        {
            EndSending(exception);
            return;
        }

        if (Send(output))
        {
            AwaitOutput();
        }
    }

    private void ResumeOutput()
    {
        if (Volatile.Read(ref _waitsForRoom) == 1 && Interlocked.CompareExchange(ref _waitsForRoom, 0, 1) == 1)
        {
            AwaitOutput();
        }
    }

    private bool Send(in ReadResult output)
    {
        if (output.IsCanceled || _reason is not null)
        {
            EndSending(_reason ?? new ConnectionAbortedException());
            return false;
        }

        var left = output.Buffer;
        while (!left.IsEmpty)
        {
            _hasRoom = false;
            var sent = Send(left, out var error);
            if (sent >= 0)
            {
                left = left.Slice(sent);
            }
            else if (error == Libc.TryAgain)
            {
                _output.Reader.AdvanceTo(left.Start);
                return !TryWaitForRoom();
            }
            else if (error != Libc.Interrupted)
            {
                _output.Reader.AdvanceTo(left.End);
                EndSending(ToException(error));
                return false;
            }
        }

        _output.Reader.AdvanceTo(left.End);
        if (output.IsCompleted)
        {
            EndSending(null);
            return false;
        }

        return true;
    }

    // False when there is room again already.
    private bool TryWaitForRoom()
    {
        Interlocked.Exchange(ref _waitsForRoom, 1);
        return !(_hasRoom || _reason is not null) || Interlocked.CompareExchange(ref _waitsForRoom, 0, 1) != 1;
    }

    private unsafe int Send(in ReadOnlySequence<byte> bytes, out int error)
    {
        var pieces = stackalloc Libc.Piece[PiecesTogether];
        var pins = default(PinnedPieces);
        var count = 0;
        foreach (var memory in bytes)
        {
            if (count == PiecesTogether)
            {
                break;
            }

            if (!memory.IsEmpty)
            {
                pins[count] = memory.Pin();
                pieces[count] = new Libc.Piece { Start = (byte*)pins[count].Pointer, Length = (nuint)memory.Length };
                count++;
            }
        }

        var message = new Libc.MessageHeader { Pieces = pieces, PieceCount = (nuint)count };
        SentAt = Stopwatch.GetTimestamp();
        var sent = (int)Libc.Send(_descriptor, &message, Libc.NoSignal);
        error = sent < 0 ? Marshal.GetLastPInvokeError() : 0;
        for (var i = 0; i < count; i++)
        {
            pins[i].Dispose();
        }

        return sent;
    }

    // Without an exception all that was to be sent is sent: the peer sees the end.
    private void EndSending(Exception? exception)
    {
        lock (_gate)
        {
            _reason ??= exception ?? new ConnectionAbortedException("The connection was closed by this side.");
        }

        if (exception is null)
        {
            _ = Libc.Shutdown(_descriptor, Libc.Both);
        }
        else
        {
            LingerOff();
        }

        // Whoever writes sees that nobody reads, and the reader of what arrives why.
        _output.Reader.Complete();
        StopReading();
        EndDirection();
    }

    [InlineArray(PiecesTogether)]
    private struct PinnedPieces
    {
        private MemoryHandle _first;
    }
}
